import { curvesCsv } from '../chart/csv';
import { drawPng, drawSvg, type Figure } from '../chart/figure';
import type { ViewParts } from './context';
import { fileName } from './curve-words';
import type { Drawn } from './curve-panel';
import { legendEntries } from './legend-entries';

/** What a chart can be saved as. */
export function exportItems({ strings, files }: ViewParts, drawn: () => Drawn | undefined): { readonly text: string; readonly id: string; readonly act: () => void }[] {
  const save = (act: (drawn: Drawn, name: string) => void) => () => {
    const now = drawn();
    if (now !== undefined) act(now, fileName(now.report, now.subject, strings));
  };
  const figure = ({ report, picture, series }: Drawn): Figure => {
    const texts = new Map(legendEntries(report, strings).map(({ label, text }) => [label, text]));
    return { picture, legend: series.filter(({ coloured }) => coloured).map(({ label, style }) => ({ text: texts.get(label) ?? label, style })) };
  };
  return [
    { id: 'png', text: strings.saveAs.png, act: save((now, name) => files.save(name, 'png', drawPng(figure(now)))) },
    { id: 'svg', text: strings.saveAs.svg, act: save((now, name) => files.save(name, 'svg', drawSvg(figure(now)))) },
    { id: 'csv', text: strings.saveAs.csv, act: save((now, name) => files.save(name, 'csv', curvesCsv(now.series, now.picture.range))) },
  ];
}
