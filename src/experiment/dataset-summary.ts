import { t } from '../base/l10n';
import { openDataset, type DataOptions, type Dataset, type ImageShape } from '../data/dataset';
import { sourceInWords } from '../data/source';
import { markdownTable } from './markdown';

/** What is in a data set. */
export interface DatasetSummary {
  readonly name: string;
  readonly source: string;
  readonly shape: ImageShape;
  /** Images to train on and to test on. */
  readonly train: number;
  readonly test: number;
  readonly classes: readonly { readonly label: string; readonly train: number; readonly test: number }[];
  readonly notices: readonly string[];
}

/** Gets a data set and counts its images. @throws LabError; Interrupted */
export async function summariseDataset(spec: string, options: DataOptions): Promise<DatasetSummary> {
  const { name, source, shape, classes, train, test, notices } = await openDataset(spec, options);
  return { name, source, shape, train: train.size, test: test.size, classes: classes.map((label, c) => ({ label, train: countOf(train, c), test: countOf(test, c) })), notices };
}

export function datasetMarkdown({ name, source, shape, train, test, classes, notices }: DatasetSummary): string {
  const rows = classes.map((entry) => [entry.label, String(entry.train), String(entry.test)]);
  return [
    `**${name}** (${sourceInWords(source)})`,
    t('{0} training and {1} test images of {2}×{3}×{4}', train, test, shape.height, shape.width, shape.channels),
    markdownTable([t('class'), t('training images'), t('test images')], rows, ['left', 'right', 'right']),
    ...notices.map((notice) => `- ${notice}`),
  ].join('\n\n');
}

function countOf({ labels }: Dataset['train'], label: number): number {
  return labels.reduce((sum, each) => sum + (each === label ? 1 : 0), 0);
}
