/* Dresses textareas marked data-rich with an editor that knows paragraphs, headings, lists, tables, links and emphasis.
   Without it the textarea takes plain text or the same few elements. */
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, Italic, Link,
  ListItem, Menu, OrderedList, Paragraph, Table, TableCell, TableHeader, TableRow, Text
} from '../django_prose_editor/editor.js';

const parts = [Document, Paragraph, Text, HardBreak, History, Menu, Dropcursor, Gapcursor, Bold, Italic, BulletList, OrderedList,
  ListItem, Blockquote, Link, Heading.configure({ levels: [3, 4] }), Table, TableRow, TableHeader, TableCell];

// What comes from a word processor is brought into structure by the server, which knows how each of them writes.
function tidy(area, editor, event) {
  const html = event.clipboardData?.getData('text/html'), token = area.form?.elements.csrfmiddlewaretoken?.value;
  if (!html || !token || html.includes('data-pm-slice')) return false;
  const put = text => editor.chain().focus().insertContent(text).run();
  fetch(area.dataset.rich, { method: 'POST', body: new URLSearchParams({ html }), headers: { 'X-CSRFToken': token } })
    .then(answer => answer.ok ? answer.json() : Promise.reject(answer)).then(told => put(told.html), () => put(html));
  return true;
}

function dress(area) {
  if (area.closest('.prose-editor') || area.id.includes('__prefix__')) return;
  const box = document.createElement('div');
  box.className = 'prose-editor';
  area.before(box);
  box.append(area);
  const label = area.labels?.[0];
  const editor = new Editor({
    element: box, injectCSS: false, extensions: parts, content: area.value,
    editorProps: { handlePaste: (view, event) => tidy(area, editor, event), attributes: { role: 'textbox', 'aria-multiline': 'true', ...(label ? { 'aria-label': label.textContent.trim() } : {}) } },
    onUpdate({ editor }) {
      const html = editor.getHTML();
      area.value = /^<(\w+)(\s[^>]*)?><\/\1>$/i.test(html) ? '' : html;
      area.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
  label?.addEventListener('click', () => editor.commands.focus());
}
document.querySelectorAll('textarea[data-rich]').forEach(dress);
document.addEventListener('formset:added', event => event.target.querySelectorAll?.('textarea[data-rich]').forEach(dress));
