import { element, type Child } from '../ui/dom';

/** The few things of Markdown that notebooks use: headings, lists, tables, code blocks and paragraphs; code, bold and italics within. The rest stays as it is. */
export function markdown(text: string): HTMLElement {
  const blocks = text.replace(/\r\n?/g, '\n').split(/\n{2,}|\n(?=#{1,6} )|(?<=^#{1,6} [^\n]*)\n/m);
  return element('div', { class: 'question' }, ...blocks.map((block) => block.replace(/^\n+|\s+$/g, '')).filter((block) => block !== '').map(blockElement));
}

function blockElement(block: string): HTMLElement {
  const heading = /^(#{1,6}) +(.*)$/.exec(block);
  if (heading !== null) return element('p', { class: 'question-heading', role: 'heading', 'aria-level': Math.min(6, (heading[1]?.length ?? 1) + 1) }, ...inline(heading[2] ?? ''));
  const fence = /^```[^\n]*\n([^]*?)\n?```$/.exec(block);
  if (fence !== null) return element('pre', {}, fence[1] ?? '');
  const rows = block.split('\n');
  if (rows.every((row) => /^ *([-*+]|\d+\.) /.test(row))) {
    const items = rows.map((row) => element('li', {}, ...inline(row.replace(/^ *([-*+]|\d+\.) +/, ''))));
    return element(/^ *\d/.test(block) ? 'ol' : 'ul', {}, ...items);
  }
  if (rows.length > 1 && rows.every((row) => /^\|.*\|$/.test(row.trim())) && /^[|:\s-]+$/.test(rows[1] ?? '')) return table(rows);
  return element('p', {}, ...inline(rows.join(' ')));
}

function table([head = '', , ...rows]: readonly string[]): HTMLElement {
  const cells = (row: string, tag: 'th' | 'td'): HTMLElement => element('tr', {}, ...row.trim().slice(1, -1).split('|').map((cell) => element(tag, {}, ...inline(cell.trim()))));
  return element('table', {}, element('thead', {}, cells(head, 'th')), element('tbody', {}, ...rows.map((row) => cells(row, 'td'))));
}

/** `[text](address)` becomes its text and the address: a report opens nothing. */
function inline(text: string): Child[] {
  return text
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, '$1 ($2)')
    .split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*]+\*|\b_[^_]+_\b)/)
    .map((part) => {
      if (/^`.+`$/.test(part)) return element('code', {}, part.slice(1, -1));
      if (/^\*\*.+\*\*$/.test(part)) return element('strong', {}, part.slice(2, -2));
      if (/^(\*.+\*|_.+_)$/.test(part)) return element('em', {}, part.slice(1, -1));
      return part;
    });
}
