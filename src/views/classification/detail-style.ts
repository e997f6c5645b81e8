import { styleOf } from '../ui/style-sheet';
import text from './detail.css' with { type: 'text' };

/** Gives the style of the detail and of the summary to the page or the shadow root in which an element is. */
export const adoptDetailStyle = styleOf(text);
