/* On top of a GET form that works without it: <form data-live="#results"> fetches the same address on a change and
   puts the new results, counts and title in place. On any doubt the browser goes there the plain way. */
(() => {
  const form = document.querySelector('form[data-live]');
  if (!form || !window.fetch || !history.pushState) return;
  const target = form.dataset.live, status = document.querySelector('[data-live-status]');
  const shown = () => location.pathname + location.search;
  let running, timer, last = shown();
  if (window.matchMedia?.('(max-width: 59.99rem)').matches) form.closest('details').open = false;
  const address = () => {
    const url = new URL(form.action), query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== '') query.append(name, value);
    url.search = query;
    return url;
  };
  /* Bring the children of `box` in line with those of `fresh`, which stand in the same order. A child that is in both
     stays where it is, and with it the reader's focus. */
  const align = (box, fresh) => {
    const kept = new Set([...fresh.children].map(child => child.id));
    let old = box.firstElementChild;
    for (const child of [...fresh.children]) {
      while (old && !kept.has(old.id)) {
        const gone = old;
        old = old.nextElementSibling;
        gone.remove();
      }
      if (old?.id !== child.id) box.insertBefore(document.adoptNode(child), old);
      else {
        if (child.matches('label')) old.lastChild.textContent = child.lastChild.textContent;
        else if (child.matches('a')) {
          old.replaceWith(document.adoptNode(child));
          old = child;
        } else if (child.matches('details')) align(old.querySelector('fieldset'), child.querySelector('fieldset'));
        old = old.nextElementSibling;
      }
    }
    while (old) {
      const gone = old;
      old = old.nextElementSibling;
      gone.remove();
    }
  };
  async function load(url, push, focus) {
    running?.abort();
    running = new AbortController();
    const box = document.querySelector(target);
    box.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(url, { signal: running.signal });
      if (!answer.ok || !(answer.headers.get('content-type') || '').startsWith('text/html')) throw new Error('no page');
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.querySelector(target);
      if (!fresh) throw new Error('no results');
      box.replaceWith(document.adoptNode(fresh));
      const facets = form.querySelector('[data-live-facets]'), twins = page.querySelector('[data-live-facets]');
      if (facets && twins) align(facets, twins);
      if (page.title) document.title = page.title;
      if (push) history.pushState({ live: 1 }, '', answer.url || url);
      last = shown();
      if (status) status.textContent = fresh.dataset.summary || '';
      if (focus) { fresh.tabIndex = -1; fresh.focus({ preventScroll: true }); fresh.scrollIntoView({ block: 'start' }); }
    } catch (fault) {
      if (fault.name !== 'AbortError') location.assign(url);
    }
  }
  form.addEventListener('submit', event => { event.preventDefault(); load(address(), true, true); });
  form.addEventListener('change', () => { clearTimeout(timer); timer = setTimeout(() => load(address(), true, false), 150); });
  document.addEventListener('click', event => {
    const link = event.target.closest('a[data-live-link]');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    load(link.href, true, true);
  });
  addEventListener('popstate', () => { if (shown() !== last) location.reload(); });
})();
