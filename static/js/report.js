/* The preview beside the form, on wide screens: the report's own page, fetched anew after each save. */
(() => {
  const form = document.querySelector('form[data-preview]'), panel = document.querySelector('[data-report-preview]');
  if (!form || !panel || !window.fetch) return;
  const body = panel.querySelector('[data-report-preview-body]'), wide = matchMedia('(min-width: 75rem)');
  async function show() {
    if (!wide.matches) return;
    try {
      const answer = await fetch(form.dataset.preview);
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main .wrap');
      if (!page) return;
      page.querySelectorAll('[id]').forEach(part => part.removeAttribute('id'));
      page.querySelectorAll('[aria-labelledby]').forEach(part => part.removeAttribute('aria-labelledby'));
      page.querySelectorAll('nav, script').forEach(part => part.remove());
      page.querySelectorAll('h1, h2, h3, h4').forEach(head => { const made = document.createElement('p'); made.className = `as-${head.localName}`; made.append(...head.childNodes); head.replaceWith(made); });
      body.replaceChildren(...page.childNodes);
      panel.hidden = false;
    } catch { /* no connection: the preview waits */ }
  }
  form.addEventListener('kept', show);
  wide.addEventListener('change', show);
  show();
})();
