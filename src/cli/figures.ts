import { writeFileSync } from 'node:fs';
import { inputError, LabError } from '../base/errors';
import { didYouMean } from '../base/nearest';
import { diagramModel } from '../diagram/fold';
import { expandableIds, layoutDiagram } from '../diagram/layout';
import type { DiagramModel } from '../diagram/model';
import { drawingSvg } from '../diagram/svg';
import { diagramText } from '../diagram/text';
import { drawingTikz } from '../diagram/tikz';
import type { Graph } from '../resnet/graph';
import type { Terminal } from './terminal';

export interface FigureFlags {
  svg?: string;
  tikz?: string;
  expand?: string;
}

/** Draws a network into the files that are asked for. @throws LabError on a part that it doesn't have, and where a file cannot be written */
export function writeFigures(graph: Graph, { svg, tikz, expand }: FigureFlags, terminal: Terminal): void {
  if (svg === undefined && tikz === undefined) {
    if (expand !== undefined) throw inputError('--expand opens parts of a figure, and no figure is asked for.', { mend: 'Add --svg FILE or --tikz FILE.' });
    return;
  }
  const model = diagramModel(graph);
  const drawing = layoutDiagram(model, expanded(model, expand));
  const title = `${graph.architecture.title}, ${graph.order.name}`;
  if (svg !== undefined) write(svg, drawingSvg(drawing, { title, description: diagramText(model) }), terminal);
  if (tikz !== undefined) write(tikz, drawingTikz(drawing, { title }), terminal);
}

/** The boxes to open for `all`, or for names of stages and units with commas between them; what a unit lies in is opened with it. */
function expanded(model: DiagramModel, text: string | undefined): Set<string> {
  if (text === undefined) return new Set();
  if (text === 'all') return new Set(expandableIds(model));
  return new Set(text.split(',').flatMap((name) => around(model, name.trim())));
}

function around(model: DiagramModel, name: string): string[] {
  const stages = model.parts.flatMap((part) => (part.kind === 'stage' ? [part] : []));
  for (const stage of stages) {
    if (stage.id === name) return [stage.id];
    const group = stage.groups.find(({ id, units }) => id === name || units.some((unit) => unit.name === name));
    if (group !== undefined) return [stage.id, group.id];
  }
  const known = [...stages.map(({ id }) => id), ...stages.flatMap(({ groups }) => groups.flatMap(({ units }) => units.map((unit) => unit.name)))];
  throw inputError(`--expand: ${model.graph.architecture.name} has no stage and no unit "${name}".`, { mend: didYouMean(name, known) });
}

function write(file: string, text: string, terminal: Terminal): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new LabError(`the figure cannot be written: ${reason(error)}.`, { kind: 'input', place: file, mend: 'Name a file in a folder that exists and may be written to.', cause: error });
  }
  terminal.note(`Drawn: ${file}`);
}

function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'there is no such folder';
    case 'EISDIR':
      return 'this is a folder';
    case 'ENOTDIR':
      return 'a file stands where a folder is needed';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'it is not allowed';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
