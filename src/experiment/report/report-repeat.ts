import { t } from '../../base/l10n';
import type { ReportData } from '../report-data';

/** A step of how to repeat an experiment: what to do, and the text to do it with. */
export interface RepeatStep {
  readonly words: string;
  readonly code?: string;
  readonly language: 'yaml' | 'sh';
}

/** How another gets the same trials, in order. */
export function repeatSteps({ source: { file, cell, text }, trials }: ReportData): RepeatStep[] {
  const same = t('Finished trials are reused; give --runs a new folder to train all of them again. The same seeds give the same numbers on the same backend with the same number of threads; elsewhere they differ by rounding, which training makes larger.');
  const code = text.replace(/^(\s*\n)+|\s+$/g, '');
  if (code === '') {
    return [{ words: t('These runs were chosen from a list. The whole set-up of each stands in its trial.json. This report is made again from the run folders by:'), code: `resnet-lab report ${trials.map(({ id }) => id).join(' ')}`, language: 'sh' }];
  }
  const place = file === undefined ? undefined : `${quoted(file)}${cell === undefined ? '' : ` --cell ${cell}`}`;
  return [
    { words: place === undefined ? t('Save this cell as cell.yaml:') : t('The cell:'), code, language: 'yaml' },
    { words: t('Run it, and make this report again:'), code: `resnet-lab run ${place ?? 'cell.yaml'}\nresnet-lab report ${place ?? 'cell.yaml'}`, language: 'sh' },
    { words: same, language: 'sh' },
  ];
}

function quoted(path: string): string {
  return /^[\w./\\:-]+$/.test(path) ? path : `"${path}"`;
}
