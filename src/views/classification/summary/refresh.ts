/**
 * Puts the new version of a part with a table in place of the old one: the focus (by `data-key`), how far it was scrolled, and the column by
 * which it was sorted stay as they were.
 */
export function refresh(place: HTMLElement, made: HTMLElement): void {
  const focused = place.querySelector<HTMLElement>(':focus')?.dataset['key'];
  const scrolled = place.querySelector('.scroll')?.scrollTop ?? 0;
  const sorted = sortOf(place);
  place.replaceChildren(made);
  if (sorted !== undefined) sort(made, sorted);
  const scroll = place.querySelector('.scroll');
  if (scroll !== null) scroll.scrollTop = scrolled;
  if (focused !== undefined) [...place.querySelectorAll<HTMLElement>('[data-key]')].find(({ dataset }) => dataset['key'] === focused)?.focus({ preventScroll: true });
}

interface Sort {
  readonly column: number;
  readonly direction: string;
}

function sortOf(place: HTMLElement): Sort | undefined {
  const headings = [...place.querySelectorAll('thead th')];
  const column = headings.findIndex((heading) => ['ascending', 'descending'].includes(heading.getAttribute('aria-sort') ?? ''));
  const direction = headings[column]?.getAttribute('aria-sort') ?? undefined;
  return direction === undefined ? undefined : { column, direction };
}

/** Presses the heading as the reader did. */
function sort(made: HTMLElement, { column, direction }: Sort): void {
  const heading = made.querySelectorAll('thead th')[column];
  for (let press = 0; press < 2 && heading !== undefined && heading.getAttribute('aria-sort') !== direction; press++) heading.querySelector('button')?.click();
}
