import { element, type Child } from './dom';

export interface Row {
  readonly cells: readonly Child[];
  /** What the row is sorted by, column by column; a row without a key comes last. */
  readonly keys: readonly (number | string | undefined)[];
}

/** A table whose first column names its rows. */
export function plainTable(caption: Child[], head: readonly string[], rows: readonly (readonly Child[])[]): HTMLTableElement {
  const headings = element('tr', {}, ...head.map((text) => element('th', { scope: 'col' }, text)));
  return element('table', {}, element('caption', {}, ...caption), element('thead', {}, headings), element('tbody', {}, ...rows.map(tableRow)));
}

/** A table that a click on a heading sorts: up, down, and back to the given order. */
export function sortableTable(caption: Child[], head: readonly string[], rows: readonly Row[]): HTMLTableElement {
  const body = element('tbody', {}, ...rows.map(({ cells }) => tableRow(cells)));
  const bodyRows = [...body.rows];
  const headings = head.map((text, column) => {
    const button = element('button', { type: 'button' }, text);
    const heading = element('th', { scope: 'col', 'aria-sort': 'none' }, button);
    button.addEventListener('click', () => {
      const next = { none: 'ascending', ascending: 'descending', descending: 'none' }[heading.getAttribute('aria-sort') ?? 'none'] ?? 'none';
      for (const other of headings) other.setAttribute('aria-sort', 'none');
      heading.setAttribute('aria-sort', next);
      body.append(...sorted(rows, next === 'none' ? undefined : { column, sign: next === 'ascending' ? 1 : -1 }).flatMap((row) => bodyRows[rows.indexOf(row)] ?? []));
    });
    return heading;
  });
  return element('table', { class: 'sortable' }, element('caption', {}, ...caption), element('thead', {}, element('tr', {}, ...headings)), body);
}

/** Wide tables scroll by themselves, with the keyboard too. */
export function scrolling(table: HTMLTableElement, label: string): HTMLElement {
  return element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label }, table);
}

function tableRow(cells: readonly Child[]): HTMLTableRowElement {
  return element('tr', {}, ...cells.map((cell, i) => (i === 0 ? element('th', { scope: 'row' }, cell) : element('td', {}, cell))));
}

function sorted(rows: readonly Row[], by: { column: number; sign: number } | undefined): Row[] {
  if (by === undefined) return [...rows];
  return [...rows].sort((a, b) => {
    const [first, second] = [a.keys[by.column], b.keys[by.column]];
    if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined);
    const order = typeof first === 'number' && typeof second === 'number' ? first - second : String(first).localeCompare(String(second));
    return by.sign * order;
  });
}
