/* On top of a form that works without it: what is typed is saved every few seconds; while there is no connection it is
   kept in the browser and sent when it is back. */
(() => {
  const form = document.querySelector('form[data-draft]');
  if (!form || !window.fetch) return;
  const status = form.querySelector('[data-draft-status]'), key = `draft ${form.dataset.draft}`;
  const say = text => { if (status) status.textContent = text; };
  const typed = () => JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !['csrfmiddlewaretoken', 'number'].includes(name)));
  const keep = text => { try { localStorage.setItem(key, text); } catch { /* full or forbidden: the server has the rest */ } };
  const drop = () => { try { localStorage.removeItem(key); } catch { /* nothing to drop */ } };
  let saved = typed(), timer;
  async function save() {
    const now = typed();
    if (now === saved) return;
    keep(now);
    try {
      const answer = await fetch(form.dataset.draft, { method: 'POST', body: new FormData(form), headers: { 'X-Autosave': '1' } });
      const told = await answer.json();
      say(told.said || '');
      if (told.number) form.elements.number.value = told.number;
      if (answer.ok) { saved = now; form.dispatchEvent(new Event('kept')); if (typed() === now) drop(); }
    } catch {
      say(form.dataset.lost);
    }
  }
  function putBack() {
    let kept;
    try { kept = JSON.parse(localStorage.getItem(key) || 'null'); } catch { return; }
    if (!kept || JSON.stringify(kept) === saved) return;
    for (const field of form.elements) {
      const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.includes(field.value);
      else if (values.length && field.type !== 'hidden' && field.type !== 'file') field.value = values[values.length - 1];
    }
    say(form.dataset.found);
    save();
  }
  form.addEventListener('input', () => { clearTimeout(timer); keep(typed()); timer = setTimeout(save, 2000); });
  form.addEventListener('submit', () => { clearTimeout(timer); });
  addEventListener('online', save);
  addEventListener('pagehide', () => { if (typed() !== saved) keep(typed()); });
  putBack();
})();
