import type { DiagramNetwork } from '../diagram/diagram-data';
import type { ClassificationQuestion } from '../models/classification-data';
import type { ArmCurve, CurveName } from '../experiment/report-data';

/** Between the host and a view (a notebook's renderer, or a panel). A view asks for a file to be saved, for finer curves, or for an action; it never acts itself. */

/** What a view shows: the output of one cell. `output` is chosen by the host and stored in the output's metadata. */
export type ToView =
  /** What it shows as it is now, whole: data of its mime type. `state` finds it again after a reload of the window, in place of the one that a panel's page was made with. */
  | { readonly type: 'data'; readonly output: string; readonly data: unknown; readonly state?: object }
  /** The answer to a request; `error` is a sentence. */
  | { readonly type: 'reply'; readonly request: number; readonly curves?: readonly ArmCurve[]; readonly answer?: unknown; readonly saved?: string; readonly error?: string };

export type FromView =
  /** The view is there and wants its data (panels; a renderer has them from its output item). */
  | { readonly type: 'ready' }
  | { readonly type: 'action'; readonly output: string; readonly action: ViewAction | ClassificationAction }
  | { readonly type: 'open'; readonly what: ViewTarget }
  | { readonly type: 'curves'; readonly request: number; readonly output: string; readonly curve: CurveName; readonly smoothing: number; readonly from: number; readonly to: number; readonly points: number }
  /** About a classification; the answer is of its kind (`ClassificationAnswers`). */
  | { readonly type: 'ask'; readonly request: number; readonly output: string; readonly question: ClassificationQuestion }
  /** Save as a file: the host asks where. `content` is text, or base64 for PNG. */
  | { readonly type: 'save'; readonly request: number; readonly output: string; readonly name: string; readonly format: SaveFormat; readonly content: string }
  | { readonly type: 'copy'; readonly request: number; readonly text: string };

/** What a view asks the host to show elsewhere: a diagram, the order workbench, or a new cell in the notebook. */
export type ViewTarget =
  | { readonly kind: 'diagram'; readonly networks: readonly DiagramNetwork[] }
  | { readonly kind: 'workbench'; readonly order: string; readonly architecture?: string }
  | { readonly kind: 'cell'; readonly text: string };

export type ViewAction = 'resume' | 'stop' | 'openPanel' | 'openReport' | 'revealRuns';
/** What can be done about a classification besides. */
export type ClassificationAction = 'chooseModel' | 'compareModel' | 'saveResult';
export type SaveFormat = 'png' | 'svg' | 'csv' | 'json' | 'tex' | 'md';

/** What a view is told when it is made, beside its data. */
export interface ViewContext {
  /** BCP 47, as VS Code's display language: `en`, `ko`. */
  readonly language: string;
  /** Whether the host answers at all: without it (an untrusted workspace, a notebook that is only read) buttons that need it are not shown. */
  readonly host: boolean;
  /** What `t(…)` says in that language, by its English text; absent where it is English. */
  readonly translations?: Readonly<Record<string, string>> | undefined;
}
