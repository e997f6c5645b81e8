import { armDiagrams, type ArmDiagram } from '../../diagram/arm-diagrams';
import type { ReportData } from '../../experiment/report-data';
import { boxShape, edgeShape } from '../diagram/shapes';
import { adoptStyle } from '../diagram/style';
import type { ReportWords } from '../text/report-words';
import type { Strings } from '../text/strings';
import { element, svg } from '../ui/dom';

/** The diagrams of the arms: each distinct unit layer by layer, and the whole networks with equal units folded. Nothing where no network is known. */
export function networkSection({ arms }: ReportData, { strings, words, from }: { strings: Strings; words: ReportWords; from: number }): HTMLElement[] {
  const known = arms.flatMap(({ label, network }) => (network === undefined ? [] : [{ label, network }]));
  if (known.length === 0) return [];
  const diagrams = armDiagrams(known);
  const figures = diagrams.map((diagram, i) => figure(diagram, `${strings.figure(from + i)} `, diagram.labels.length === known.length ? words.allArms : diagram.labels.join(', '), words));
  const of = (kind: ArmDiagram['kind']): HTMLElement[] => figures.filter((_, i) => diagrams[i]?.kind === kind);
  adoptStyle(document.body);
  return [element('section', { class: 'networks' }, element('h2', {}, words.networks), element('div', { class: 'units' }, ...of('unit')), ...of('network'), element('p', { class: 'key' }, words.shortcuts))];
}

function figure({ kind, title, tokens, drawing }: ArmDiagram, number: string, arms: string, words: ReportWords): HTMLElement {
  const caption = kind === 'unit' ? words.unit(title, tokens, arms) : words.network(title, arms);
  const { width, height, boxes, edges } = drawing;
  const picture = svg('svg', { class: 'still', role: 'img', 'aria-label': caption, viewBox: `0 0 ${width} ${height}`, width, height });
  picture.append(...boxes.map((box) => boxShape({ ...box, expandable: false }, `${box.title}: ${box.detail}`, 1)), ...edges.map(edgeShape));
  // Nothing in a still drawing is walked through.
  for (const shape of picture.querySelectorAll('.box')) for (const name of ['role', 'tabindex', 'aria-level', 'aria-selected']) shape.removeAttribute(name);
  return element('figure', { class: `diagram-figure ${kind}` }, element('div', { class: 'frame', ...(kind === 'network' && { tabindex: 0 }) }, picture), element('figcaption', {}, element('b', {}, number), caption));
}

