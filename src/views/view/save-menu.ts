import { actionButton, element } from '../ui/dom';
import { icon } from '../ui/icons';

/** A button that opens a short list of what can be done. Escape, a choice and a press elsewhere close it. */
export function menu(label: string, items: readonly { readonly text: string; readonly id: string; readonly act: () => void }[]): HTMLElement {
  const details = element('details', { class: 'menu' }, element('summary', { title: label, 'aria-label': label }, icon('save')));
  const close = (): void => {
    details.open = false;
  };
  const buttons = items.map(({ text, id, act }) =>
    actionButton({ 'data-item': id }, () => {
      close();
      act();
    }, text),
  );
  details.append(element('div', { class: 'items', role: 'group', 'aria-label': label }, ...buttons));
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    event.stopPropagation();
    close();
    details.querySelector('summary')?.focus();
  });
  details.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node) || !details.contains(relatedTarget)) close();
  });
  return details;
}
