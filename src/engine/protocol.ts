import type { CellProblem } from '../experiment/cell/cell';
import type { CellEstimate } from '../experiment/estimate';
import type { EvaluationResult } from '../experiment/trial/events';
import type { DiagramData } from '../diagram/diagram-data';
import type { AnalysisData } from '../experiment/analysis-data';
import type { ExperimentData } from '../experiment/experiment-data';
import type { ArmCurve, CurveName } from '../experiment/report-data';
import type { ClassificationData, ClassificationQuestion, ModelReference } from '../models/classification-data';
import type { ExportFormat } from '../weights/export-format';
import type { ModelCard } from '../models/model';
import type { RunSummary as ListedSummary } from '../runs/run-list';
import type { DoctorReport } from './doctor';
import type { EngineReport } from './provision';
import type { Step } from './way';

export type { ArmCurve } from '../experiment/report-data';
export type { ModelCard } from '../models/model';
export type { CellEstimate } from '../experiment/estimate';

/** What the host may ask of the engine: parameters, what is told on the way, and the answer. */
export interface Methods {
  /** What trials run on here, and what would make it better. */
  readonly examine: { readonly params: Record<string, never>; readonly update: never; readonly result: DoctorReport };
  /** Gets TensorFlow's native library. */
  readonly installEngine: { readonly params: Record<string, never>; readonly update: Step; readonly result: EngineReport };
  readonly runCell: { readonly params: RunCellParams; readonly update: CellUpdate; readonly result: CellOutcome };
  /** What running a cell would come to. Starts nothing. */
  readonly estimate: { readonly params: EstimateParams; readonly update: never; readonly result: CellEstimate };
  /** The experiment of a cell as its run folders have it, or null where no trial of it was ever started. */
  readonly stored: { readonly params: CellReference; readonly update: never; readonly result: ExperimentData | null };
  /** Curves in another resolution, smoothing or range than the output's. */
  readonly curves: { readonly params: CurvesParams; readonly update: never; readonly result: readonly ArmCurve[] };
  /** Run folders that somebody chose, side by side: the runs of one config are the seeds of one arm. Null where none of them can be read. */
  readonly chosen: { readonly params: { readonly folders: readonly string[] }; readonly update: never; readonly result: ExperimentData | null };
  readonly chosenCurves: { readonly params: CurveWish & { readonly folders: readonly string[] }; readonly update: never; readonly result: readonly ArmCurve[] };
  /** Writes the report of a cell or of chosen runs from what their run folders have, as HTML and Markdown. Null where nothing was ever trained. */
  readonly report: { readonly params: ReportParams; readonly update: never; readonly result: WrittenReport | null };
  /** What can classify: imported models, and checkpoints of the runs in a folder. */
  readonly listModels: { readonly params: { readonly runs: string }; readonly update: never; readonly result: readonly ModelCard[] };
  /** Takes a file into the models' folder, as what it is recognised for or as the given architecture. */
  readonly importModel: { readonly params: ImportParams; readonly update: WorkUpdate; readonly result: ImportedModel };
  /** Downloads one of torchvision's published files by its name, checks it, and imports it. */
  readonly getPretrained: { readonly params: { readonly name: string; /** Address of the folder of the files, or a path. */ readonly base: string }; readonly update: WorkUpdate; readonly result: ImportedModel };
  readonly removeModel: { readonly params: { readonly folder: string }; readonly update: never; readonly result: null };
  /** Writes a model as a file of another format. `remarks`: what one should know of the file. */
  readonly exportModel: { readonly params: ExportParams; readonly update: WorkUpdate; readonly result: { readonly files: readonly string[]; readonly remarks: readonly string[] } };
  readonly classify: { readonly params: ClassifyParams; readonly update: ClassificationData; readonly result: ClassificationData };
  /** A classification that was made before: its folder, or a JSON file that was saved. */
  readonly openClassification: { readonly params: { readonly path: string }; readonly update: never; readonly result: ClassificationData };
  readonly askClassification: { readonly params: { readonly folder: string; readonly question: ClassificationQuestion }; readonly update: never; readonly result: unknown };
  /** Writes a classification's rows as CSV or JSON, by the file's extension. */
  readonly saveClassification: { readonly params: { readonly folder: string; readonly file: string }; readonly update: never; readonly result: null };
  readonly listRuns: { readonly params: { readonly runs: string }; readonly update: never; readonly result: readonly RunSummary[] };
}

/** Something under way that is not a cell. `fraction` where it is known. */
export interface WorkUpdate {
  readonly message: string;
  readonly fraction?: number;
}

export interface ImportParams {
  readonly file: string;
  /** Name of the model; the file's by default. */
  readonly name?: string;
  /** What it is, where it is not to be recognised. */
  readonly architecture?: string;
  readonly order?: string;
  /** A file of class names, one a line. */
  readonly labels?: string;
}

export interface ImportedModel {
  readonly card: ModelCard;
  /** What it was recognised for and by what, and what was passed over, in sentences. */
  readonly remarks: readonly string[];
}

export interface ExportParams {
  readonly model: ModelReference;
  readonly format: ExportFormat;
  /** The file to write; a folder for `tfjs`. */
  readonly path: string;
  /** Whether batch norm is folded into the convs (ONNX). */
  readonly fold?: boolean;
}

export interface ClassifyParams {
  /** Full paths of images and folders. */
  readonly sources: readonly string[];
  /** One, or two to compare. */
  readonly models: readonly ModelReference[];
  /** In place of the models' own. */
  readonly preprocess?: 'v1' | 'v2' | 'cifar';
  /** Folder of a result to go on with: images that are in it are not classified again. */
  readonly resume?: string;
  /** Folder of the run folders: a new result is kept in `classifications` there. */
  readonly runs: string;
  readonly title?: string;
}

export type MethodName = keyof Methods;

/** The text of a cell and where it stands. */
export interface CellReference {
  readonly text: string;
  /** For messages and relative paths: the notebook's path and the number of the code cell, `/home/me/lab.resnb#2`. */
  readonly name: string;
  /** Folder of the run folders. */
  readonly runs: string;
}

export type ReportParams =
  /** `markdown` stands before the cell. Title and Markdown are looked up where they are not given. */
  | ({ readonly kind: 'cell'; readonly title?: string; readonly markdown?: string } & CellReference)
  | { readonly kind: 'runs'; readonly folders: readonly string[] };

/** Full paths of what was written. */
export interface WrittenReport {
  readonly title: string;
  readonly html: string;
  readonly markdown: string;
}

export interface EstimateParams extends CellReference {
  readonly jobs?: number;
  readonly threads?: number;
}

export interface RunCellParams extends CellReference {
  readonly title: string;
  /** Markdown that stands before the cell. */
  readonly markdown?: string;
  /** Number of the code cell in its notebook, from 1. */
  readonly number: number;
  readonly jobs?: number;
  readonly threads?: number;
  readonly checkpointSeconds?: number;
  readonly mirror?: string;
  /** A data set to use where the cell's own cannot be had. */
  readonly fallback?: string;
}

/** At most four a second. Each is whole: one that was lost is healed by the next. */
export type CellUpdate =
  | Exclude<CellView, { kind: 'diagram' }>
  /** Something that takes long, before or beside trials: a download, an evaluation. `fraction` where it is known. */
  | { readonly kind: 'work'; readonly message: string; readonly fraction?: number };

/** What a cell shows in a view. */
export type CellView =
  | { readonly kind: 'experiment'; readonly data: ExperimentData }
  | { readonly kind: 'analysis'; readonly data: AnalysisData }
  | { readonly kind: 'diagram'; readonly data: DiagramData }
  | { readonly kind: 'classification'; readonly data: ClassificationData };

export type CellOutcome =
  | CellView
  | { readonly kind: 'evaluation'; readonly result: EvaluationResult; readonly markdown: string }
  /** Dataset cells. */
  | { readonly kind: 'text'; readonly markdown: string };

export interface CurvesParams extends CellReference, CurveWish {}

export interface CurveWish {
  readonly curve: CurveName;
  /** Weight of the past in the moving average, computed over every step before any is left out; 0 is raw. */
  readonly smoothing: number;
  /** Steps or epochs, both counted. */
  readonly from: number;
  readonly to: number;
  /** Points a curve, at most. */
  readonly points: number;
}

/** A run folder in a few words, and the experiments (notebook and cell) that it is part of: `lab.resnb#2`. */
export interface RunSummary extends ListedSummary {
  readonly experiments: readonly string[];
}

/** An error as data. */
export interface ErrorData {
  readonly kind: 'input' | 'work' | 'interrupted';
  /** The whole sentence, with place and mend. */
  readonly message: string;
  /** For a cell whose text is wrong. */
  readonly problems?: readonly CellProblem[];
  /** What would mend it, where the user may know. */
  readonly wants?: 'architecture';
  /** For the log. */
  readonly stack?: string;
}

/** Host → engine. `stop` finishes the batch and writes a checkpoint; `kill` ends the request's processes at once. */
export type ToEngine =
  | { readonly type: 'request'; readonly id: number; readonly method: MethodName; readonly params: unknown }
  | { readonly type: 'stop'; readonly id: number }
  | { readonly type: 'kill'; readonly id: number };

/** Engine → host. */
export type FromEngine =
  | { readonly type: 'update'; readonly id: number; readonly update: unknown }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorData }
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly message: string };
