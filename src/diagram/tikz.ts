import { titleText } from './block';
import type { Box, Drawing, Edge } from './drawing';
import { BORDER, INK, KIND_FILLS, OPEN_GROUND, SHORTCUT_INKS } from './palette';

/**
 * A drawing as a LaTeX file of its own (class `standalone`): a TikZ picture whose unit is a pixel of 0.75 pt, with y downwards.
 * @param title a comment at the top of the file
 */
export function drawingTikz({ boxes, edges }: Drawing, { title }: { title: string }): string {
  return [
    `% ${title.replace(/\s+/g, ' ')}`,
    '\\documentclass[tikz,border=4pt]{standalone}',
    '\\usepackage[T1]{fontenc}',
    '\\usepackage{helvet}',
    '\\usetikzlibrary{arrows.meta}',
    ...colours(boxes, edges),
    '\\begin{document}',
    '\\begin{tikzpicture}[x=0.75pt, y=-0.75pt, >={Stealth[length=4pt]},',
    '  box/.style={draw=border, line width=0.5pt, rounded corners=3pt},',
    '  open box/.style={box, dashed},',
    '  title/.style={text=ink, inner sep=0pt, font=\\sffamily\\bfseries\\fontsize{9}{10}\\selectfont},',
    '  detail/.style={text=ink, inner sep=0pt, font=\\sffamily\\fontsize{7.5}{9}\\selectfont},',
    '  path line/.style={draw=ink, line width=0.8pt, rounded corners=3pt, ->}]',
    ...boxes.flatMap(boxTikz),
    ...edges.map(edgeTikz),
    '\\end{tikzpicture}',
    '\\end{document}',
    '',
  ].join('\n');
}

function colours(boxes: readonly Box[], edges: readonly Edge[]): string[] {
  const shortcuts = new Set(edges.flatMap(({ shortcut }) => shortcut ?? []));
  const used: [string, string][] = [
    ['ink', INK],
    ['border', BORDER],
    ['opened', OPEN_GROUND],
    ...[...new Set(boxes.map(({ kind }) => kind))].map((kind): [string, string] => [kind, KIND_FILLS[kind]]),
    ...[...shortcuts].map((kind): [string, string] => [`${kind} line`, SHORTCUT_INKS[kind]]),
  ];
  return used.map(([name, hex]) => `\\definecolor{${name}}{HTML}{${hex.toUpperCase()}}`);
}

function boxTikz({ kind, x, y, width, height, title, detail, times, expanded }: Box): string[] {
  const first = latex(titleText(title, times));
  const centre = at(x + width / 2, y + height / 2);
  if (kind === 'add') return [`\\draw[box, fill=add] ${centre} circle[radius=${number((height * 3) / 8)}pt];`, `\\node[title] at ${centre} {$+$};`];
  const rectangle = `${at(x, y)} rectangle ${at(x + width, y + height)};`;
  if (expanded) return [`\\draw[open box, fill=opened] ${rectangle}`, `\\node[title, anchor=base west] at ${at(x + 8, y + 16)} {${first}};`];
  return [
    `\\draw[box, fill=${kind}] ${rectangle}`,
    `\\node[title, anchor=base] at ${at(x + width / 2, y + 16)} {${first}};`,
    `\\node[detail, anchor=base] at ${at(x + width / 2, y + 30)} {${latex(detail)}};`,
  ];
}

function edgeTikz({ points, shortcut }: Edge): string {
  const style = shortcut === undefined ? 'path line' : `path line, draw=${shortcut} line`;
  return `\\draw[${style}] ${points.map(({ x, y }) => at(x, y)).join(' -- ')};`;
}

function at(x: number, y: number): string {
  return `(${number(x)},${number(y)})`;
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Text as LaTeX: its special characters escaped, the signs of a diagram as commands that every engine knows. */
function latex(text: string): string {
  return text.replace(/[\\{}$&#^_%~×→–]/g, (character) => COMMANDS[character] ?? `\\${character}`);
}

const COMMANDS: Readonly<Record<string, string>> = { '\\': '\\textbackslash{}', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}', '×': '$\\times$', '→': '$\\rightarrow$', '–': '--' };
