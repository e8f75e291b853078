/* Practices to pick from while somebody types: a box beside each text of titles that asks the portal for those with the
   words. Without script a button leads to a page that does the same. */
(() => {
  const form = document.querySelector('form[data-suggestions]');
  if (!form || !window.fetch) return;
  const made = (name, more, ...children) => { const one = document.createElement(name); Object.assign(one, more); one.append(...children); return one; };
  form.querySelectorAll('textarea[data-suggest]').forEach((text, place) => {
    const id = `suggest-${place}`, list = made('ul', { id: `${id}-list`, hidden: true, className: 'suggest__list' });
    const box = made('input', { id, type: 'text', autocomplete: 'off', maxLength: 300 }), status = made('p', { className: 'note' });
    const label = made('label', { htmlFor: id, className: 'lbl', textContent: form.dataset.suggestLabel });
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', form.dataset.suggestLabel);
    status.setAttribute('role', 'status');
    for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-controls', list.id], ['aria-expanded', 'false']]) box.setAttribute(name, value);
    const plain = text.closest('fieldset').querySelector('[data-suggest-plain]');
    plain.replaceWith(made('div', { className: 'field suggest' }, label, box, list, status));
    let timer, asked = 0, at = -1;
    const shut = () => { asked++; list.hidden = true; list.replaceChildren(); at = -1; box.setAttribute('aria-expanded', 'false'); box.removeAttribute('aria-activedescendant'); };
    const go = step => {
      const options = [...list.children];
      if (!options.length) return;
      at = (at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length;
      options.forEach((one, n) => one.setAttribute('aria-selected', String(n === at)));
      box.setAttribute('aria-activedescendant', options[at].id);
      options[at].scrollIntoView({ block: 'nearest' });
    };
    const pick = option => {
      const lines = text.value.split('\n').filter(line => line.trim());
      if (!lines.includes(option.dataset.line)) lines.push(option.dataset.line);
      text.value = lines.join('\n');
      text.dispatchEvent(new Event('input', { bubbles: true }));
      status.textContent = `${form.dataset.suggestAdded} ${option.dataset.title}`;
      box.value = '';
      shut();
    };
    const row = (told, n) => {
      const one = made('li', { id: `${id}-${n}`, textContent: told.label || told.title });
      one.setAttribute('role', 'option');
      one.setAttribute('aria-selected', 'false');
      if (told.note) one.append(made('span', { className: 'note', textContent: ` (${told.note})` }));
      Object.assign(one.dataset, { line: told.line, title: told.title });
      one.addEventListener('mousedown', event => event.preventDefault()); /* the focus stays in the box */
      one.addEventListener('click', () => pick(one));
      return one;
    };
    const ask = async () => {
      const words = box.value.trim(), turn = ++asked;
      if (!words) { shut(); status.textContent = ''; return; }
      try {
        const answer = await (await fetch(`${form.dataset.suggestions}?q=${encodeURIComponent(words)}`)).json();
        if (turn !== asked) return;
        at = -1;
        box.removeAttribute('aria-activedescendant');
        const isNew = !answer.found.some(one => one.title.toLowerCase() === words.toLowerCase());
        const fresh = isNew ? [{ line: words, title: words, label: `${form.dataset.suggestNew} ${words}` }] : [];
        list.replaceChildren(...[...answer.found, ...fresh].map(row));
        list.hidden = false;
        box.setAttribute('aria-expanded', 'true');
        status.textContent = answer.said;
      } catch { shut(); status.textContent = form.dataset.lost; }
    };
    box.addEventListener('input', event => { event.stopPropagation(); clearTimeout(timer); timer = setTimeout(ask, 250); });
    box.addEventListener('keydown', event => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) { event.preventDefault(); if (list.hidden) ask(); else go(step); }
      else if (event.key === 'Enter') { event.preventDefault(); if (at >= 0) pick(list.children[at]); else ask(); }
      else if (event.key === 'Escape' && !list.hidden) { event.preventDefault(); shut(); }
    });
    box.addEventListener('blur', () => { clearTimeout(timer); shut(); });
  });
})();
