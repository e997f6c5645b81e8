import { diagramEnglish, type DiagramWords } from './diagram-english';
import { diagramKorean } from './diagram-korean';

export type { DiagramWords } from './diagram-english';

/** By the `locale` of the views' words. */
export function diagramWords(locale: string): DiagramWords {
  return locale === 'ko' ? diagramKorean : diagramEnglish;
}
