import type { ClassificationData, Scores } from '../../../models/classification-data';
import { Classes } from '../list/row-facts';

type Count = Scores['classes'][number];

/** One class, as each model has it. */
interface ClassLine {
  /** Index in the first model that has it, and which that is. */
  readonly index: number;
  readonly model: number;
  readonly name: string;
  readonly counts: readonly (Count | undefined)[];
}

/** The classes of all models that occur: two models' classes are the same where their names are. */
export function classLines({ models, scores = [] }: Pick<ClassificationData, 'models' | 'scores'>): ClassLine[] {
  const classes = new Classes(models);
  const lines = new Map<string, { index: number; model: number; name: string; counts: (Count | undefined)[] }>();
  scores.forEach((score, model) => {
    // Two classes of one model may have the same name.
    const times = new Map<string, number>();
    for (const count of score.classes) {
      const name = classes.name(model, count.index);
      const nth = times.get(name) ?? 0;
      times.set(name, nth + 1);
      const key = JSON.stringify([name, nth]);
      const line = lines.get(key) ?? { index: count.index, model, name, counts: [] };
      line.counts[model] = count;
      lines.set(key, line);
    }
  });
  return [...lines.values()];
}
