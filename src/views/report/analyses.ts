import type { ReportData } from '../../experiment/report-data';
import { AnalysisView } from '../analysis/analysis-view';
import type { ReportWords } from '../text/report-words';
import type { Strings } from '../text/strings';
import { element } from '../ui/dom';

/** The analyses of the report's networks, each as in its own output. They draw themselves once they are in the page: `show` when they are. */
export function analysesSection({ analyses = [] }: ReportData, strings: Strings, words: ReportWords): { readonly roots: readonly HTMLElement[]; readonly show: () => void } {
  if (analyses.length === 0) return { roots: [], show: () => undefined };
  const views = analyses.map((data) => ({ data, view: new AnalysisView({ strings, host: undefined, place: 'panel', saved: undefined, save: () => undefined }) }));
  const root = element('section', { class: 'analyses' }, element('h2', {}, words.analyses), ...views.map(({ view }) => view.root));
  return { roots: [root], show: () => views.forEach(({ data, view }) => view.update(data)) };
}
