import { t } from '../../base/l10n';
import type { AnalysisData } from '../analysis-data';
import { markdownTable } from '../markdown';

/** An analysis in a few numbers a network. */
export interface AnalysisRows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** An analysis as Markdown, for readers without its view. */
export function analysisMarkdown(data: AnalysisData): string {
  const { title, state, networks, notes } = data;
  const { head: columns, rows } = analysisRows(data);
  const table = rows.length === 0 ? '' : markdownTable(columns, rows, columns.map((_, column) => (column === 0 ? 'left' : 'right')));
  const count = networks.filter(({ done }) => done).length;
  const head = `**${title}**: ${state === 'done' ? t('finished') : t('{0} of {1} networks are measured', count, networks.length)}`;
  return [head, ...notes, table].filter((part) => part !== '').join('\n\n');
}

export function analysisRows({ result, networks }: Pick<AnalysisData, 'result' | 'networks'>): AnalysisRows {
  const named = <Own extends { readonly id: string }>(own: Own): string[] => {
    const network = networks.find(({ id }) => id === own.id);
    return [network?.label ?? own.id, String(network?.seed ?? '')];
  };
  const percent = (error: number | undefined): string => (error === undefined ? '–' : (100 * error).toFixed(2));
  const number = (value: number | null | undefined): string => (typeof value === 'number' ? value.toPrecision(4) : '–');
  switch (result.kind) {
    case 'lesion':
      return table([t('error, %'), t('least without one unit, %'), t('most without one unit, %')], result.networks.map((own) => {
        const errors = own.deleted.flatMap((unit) => ('error' in unit ? [unit.error] : []));
        const some = errors.length > 0;
        return [...named(own), percent(own.whole?.error), percent(some ? Math.min(...errors) : undefined), percent(some ? Math.max(...errors) : undefined)];
      }));
    case 'landscape':
      return table([t('loss at the weights'), t('most loss around them')], result.networks.map((own) => {
        const losses = (own.surface?.loss.flat() ?? own.line?.loss ?? []).flatMap((loss) => loss ?? []);
        const middle = own.surface?.loss[(own.surface.loss.length - 1) / 2] ?? own.line?.loss ?? [];
        return [...named(own), number(middle[(middle.length - 1) / 2]), number(losses.length > 0 ? Math.max(...losses) : undefined)];
      }));
    case 'shattered':
      return table([t('correlation with the next image'), t('with the fifth next')], result.networks.map((own) => [...named(own), number(own.autocorrelation[1]), number(own.autocorrelation[5])]));
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): AnalysisRows {
  return { head: [t('arm'), t('seed'), ...head], rows };
}
