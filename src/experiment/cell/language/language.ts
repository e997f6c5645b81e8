/** The cell language as an editor needs it, in one module that is loaded when the first cell is looked at. Any text will do, however broken. */
export { problemSentence } from '../cell';
export { cellNetworks } from '../cell-networks';
export { completionsAt } from './completion';
export { fixesOf } from './fixes';
export { formatCell } from './format';
export { hoverAt } from './hover';
export { outlineOf } from './outline';
export { problemsOf } from './problems';
