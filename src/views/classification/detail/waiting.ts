import { actionButton, element } from '../../ui/dom';
import { icon } from '../../ui/icons';

/** A line that says that an answer is awaited, or why there is none. */
export class Waiting {
  readonly root = element('div', { class: 'waiting', hidden: true });

  /** @param again the button's words, and what it does */
  constructor(private readonly again: { readonly text: string; readonly act: () => void }) {}

  wait(sentence: string): void {
    this.root.hidden = false;
    this.root.replaceChildren(element('p', { class: 'message', role: 'status' }, icon('running'), ' ', sentence));
  }

  fail(sentence: string): void {
    const { text, act } = this.again;
    this.root.hidden = false;
    this.root.replaceChildren(element('p', { class: 'message alarming', role: 'alert' }, sentence, ' ', actionButton({}, act, text)));
  }

  done(): void {
    this.root.hidden = true;
    this.root.replaceChildren();
  }
}
