/* On top of a form that works without it: what is typed is saved every few seconds; while there is no connection it is
   kept in the browser and sent when it is back. Words are kept with the mark of the save that they were typed on: put
   back later, they are refused like any second save, and the page shows both. */
(() => {
  const form = document.querySelector('form[data-draft]');
  if (!form || !window.fetch) return;
  const status = form.querySelector('[data-draft-status]'), key = `draft ${form.dataset.draft}`;
  const OWN = ['csrfmiddlewaretoken', 'mark', 'seen'], mark = form.elements.mark || { value: '' }; /* forms of one person have none */
  const say = text => { if (status) status.textContent = text; };
  const typed = () => JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !OWN.includes(name)));
  const drop = () => { try { localStorage.removeItem(key); } catch { /* nothing to drop */ } };
  const keep = text => { try { localStorage.setItem(key, JSON.stringify({ mark: form.dataset.stale || mark.value, words: JSON.parse(text) })); } catch { /* full or forbidden: the server has the rest */ } };
  let saved = form.dataset.stale ? '' : typed(), timer, going = false;
  async function save() {
    const now = typed();
    if (now === saved) return true;
    keep(now);
    if (form.dataset.stale) { say(form.dataset.waits); return true; }
    try {
      const answer = await fetch(form.dataset.draft, { method: 'POST', body: new FormData(form), headers: { 'X-Autosave': '1' } });
      const told = await answer.json();
      say(told.said || '');
      if (told.mark) mark.value = told.mark;
      if (answer.ok) { saved = now; form.dispatchEvent(new Event('kept')); if (typed() === now) drop(); }
      return true;
    } catch {
      say(form.dataset.lost);
      return false;
    }
  }
  function fill({ mark: typedOn, words }) {
    const names = new Set(words.map(([name]) => name));
    for (const field of form.elements) {
      if (OWN.includes(field.name) || !field.name || field.type === 'file' || field.type === 'submit') continue;
      const values = words.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.includes(field.value);
      else field.value = values.length ? values[values.length - 1] : '';
      names.delete(field.name);
    }
    for (const [name, value] of words.filter(([one]) => names.has(one))) { /* rows that this page does not draw */
      const row = document.createElement('input');
      Object.assign(row, { type: 'hidden', name, value });
      form.append(row);
    }
    mark.value = typedOn;
  }
  function putBack() {
    let kept;
    try { kept = JSON.parse(localStorage.getItem(key) || 'null'); } catch { return; }
    if (!kept || !kept.words) return;
    if (form.dataset.stale || JSON.stringify(kept.words) === saved) return;
    fill(kept);
    say(form.dataset.found);
    save();
  }
  form.addEventListener('input', () => { clearTimeout(timer); keep(typed()); timer = setTimeout(save, 2000); });
  form.addEventListener('submit', async event => {
    clearTimeout(timer);
    if (going || typed() === saved) return;
    const asked = event.submitter;
    event.preventDefault();
    delete form.dataset.stale; /* whoever presses a button has compared both */
    if (!await save()) return;
    going = true; /* refused words stay in the browser: the next page shows both */
    setTimeout(() => form.requestSubmit(asked)); /* a form that is just being sent cannot be sent again */
  });
  addEventListener('pageshow', () => { going = false; });
  addEventListener('online', save);
  addEventListener('pagehide', () => { if (!going && typed() !== saved) keep(typed()); });
  if (form.dataset.stale) keep(typed());
  putBack();
})();
