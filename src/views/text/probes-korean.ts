import type { ProbesWords } from './probes-english';

export { probesEnglish as probesKorean } from './probes-english';
export type { ProbesWords };
