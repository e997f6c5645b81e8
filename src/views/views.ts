import { DIAGRAM_MIME, type DiagramData } from '../diagram/diagram-data';
import { WORKBENCH_MIME, type WorkbenchData } from '../diagram/workbench-data';
import { ANALYSIS_MIME, type AnalysisData } from '../experiment/analysis-data';
import { EXPERIMENT_MIME, type ExperimentData } from '../experiment/experiment-data';
import { CLASSIFICATION_MIME, type ClassificationData } from '../models/classification-data';
import { AnalysisView } from './analysis/analysis-view';
import { ClassificationView } from './classification/classification-view';
import { DiagramView } from './diagram/diagram-view';
import type { ViewOptions } from './view/context';
import { ExperimentView } from './view/experiment-view';
import { WorkbenchView } from './workbench/workbench-view';

/** What shows the data of one output. It may be destroyed at any time and made again from the data. */
export interface View {
  readonly root: HTMLElement;
  /** @throws Error where the data were written by a newer version */
  update(data: unknown): void;
  dispose(): void;
}

/** The view of each mime type. */
const MAKERS: Readonly<Record<string, (options: ViewOptions) => View>> = {
  [EXPERIMENT_MIME]: (options) => typed<ExperimentData>(new ExperimentView(options)),
  [ANALYSIS_MIME]: (options) => typed<AnalysisData>(new AnalysisView(options)),
  [CLASSIFICATION_MIME]: (options) => typed<ClassificationData>(new ClassificationView(options)),
  [DIAGRAM_MIME]: (options) => typed<DiagramData>(new DiagramView(options)),
  [WORKBENCH_MIME]: (options) => typed<WorkbenchData>(new WorkbenchView(options)),
};

export function makeView(mime: string, options: ViewOptions): View {
  const make = MAKERS[mime];
  if (make === undefined) throw new Error(`no view for ${mime}`);
  return make(options);
}

/** The data come as JSON: their mime type says what they are. */
function typed<Data>(view: { readonly root: HTMLElement; update(data: Data): void; dispose(): void }): View {
  return { root: view.root, update: (data) => view.update(data as Data), dispose: () => view.dispose() };
}
