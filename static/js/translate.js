/* On top of a form that works without it: counts the characters left, and keeps in the browser what was typed until the
   server has it. Nothing is put back unasked: the reader may have changed their mind. */
(() => {
  const form = document.querySelector('form[data-keep]');
  if (!form) return;
  const key = `translation ${form.dataset.keep}`, status = form.querySelector('[data-keep-status]');
  const fields = () => [...form.elements].filter(field => field.name.startsWith('text-') || field.name === 'credit');
  const typed = () => JSON.stringify(fields().map(field => [field.name, field.value]));
  const drop = () => { try { localStorage.removeItem(key); } catch { /* nothing to drop */ } };
  const keep = () => { try { localStorage.setItem(key, typed()); } catch { /* full or forbidden: the page still has it */ } };
  const button = (text, act) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'button';
    made.textContent = text;
    made.addEventListener('click', () => { act(); status.replaceChildren(); });
    return made;
  };
  function offer(text) {
    const put = () => {
      const words = new Map(JSON.parse(text));
      for (const field of fields()) if (words.has(field.name)) field.value = words.get(field.name);
      fields().forEach(count);
    };
    const told = document.createElement('p');
    told.textContent = form.dataset.found;
    status.replaceChildren(told, button(form.dataset.put, put), ' ', button(form.dataset.drop, drop));
  }
  function count(field) {
    const box = field.dataset.most && field.parentElement.querySelector('[data-left]');
    if (!box) return;
    const left = field.dataset.most - [...field.value].length;
    box.textContent = left < 0 ? `${form.dataset.wordsOver} ${-left}` : `${form.dataset.wordsLeft} ${left}`;
    box.classList.toggle('tr-fault', left < 0);
  }
  if ('saved' in form.dataset) {
    drop();
    history.replaceState(null, '', location.pathname);
  }
  let kept = null;
  try { kept = localStorage.getItem(key); } catch { /* forbidden */ }
  if (kept && kept !== typed()) offer(kept);
  fields().forEach(count);
  form.addEventListener('input', event => { count(event.target); keep(); });
  const faults = document.getElementById('faults');
  if (faults) faults.focus();
})();
