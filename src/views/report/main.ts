import './style.css';
import { REPORT_VERSION, type ReportData } from '../../experiment/report-data';
import { ProbesSection } from '../probes/probes-section';
import { reportWords } from '../text/report-words';
import { stringsFor, typographic } from '../text/strings';
import { actionButton, element, setText } from '../ui/dom';
import { icon } from '../ui/icons';
import { applyTheme, onThemeChange, readTheme } from '../ui/theme';
import { Choices } from '../view/choices';
import type { ViewParts } from '../view/context';
import { CurvesSection } from '../view/curves-section';
import { filesOf } from '../view/files';
import { caveatSection, noteSection, resultSection } from '../view/result';
import { resultMarkdown } from '../view/result-table';
import { analysesSection } from './analyses';
import { markdown } from './markdown';
import { networkSection } from './networks';
import { progressSection } from './progress';
import { repeatSection, setupSection, versionsSection } from './setup';

const strings = stringsFor(document.documentElement.lang);
const words = reportWords(strings.locale);

addEventListener('error', ({ message }) => complain(message));
draw();

function draw(): void {
  const report = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as ReportData;
  if (report.version !== REPORT_VERSION) throw new Error(strings.newer(report.version));
  const root = page();
  root.classList.add('lab');
  applyTheme(root);
  const said = element('p', { class: 'said', role: 'status' });
  const files = filesOf(undefined, strings, (sentence) => setText(said, sentence));
  const choices = new Choices(undefined, () => undefined);
  const parts: ViewParts = { strings, host: undefined, choices, files, theme: () => readTheme(root), repaint: () => paint() };
  const curves = new CurvesSection(parts, { numbered: true, empty: strings.noCurves });
  // A report doesn't change and may be printed: all of it is drawn at once, whether it is in sight or not.
  const probes = new ProbesSection(parts);
  const paint = (): void => {
    curves.draw({ report, isRunning: () => false });
    probes.draw({ report, live: false });
  };
  const copy = actionButton({ class: 'quiet' }, () => files.copy(resultMarkdown(report, strings)), icon('copy'), strings.copyMarkdown);
  const json = actionButton({ class: 'quiet' }, () => files.save(report.title, 'json', `${JSON.stringify(report, undefined, 2)}\n`), icon('save'), strings.saveJson);
  const analyses = analysesSection(report, strings, words);
  const drawn = report.baseline === undefined ? 2 : 4;
  root.replaceChildren(
    header(report),
    ...noteSection(report, strings),
    ...answer(report),
    ...setupSection(report, strings, words),
    curves.root,
    ...networkSection(report, { strings, words, from: drawn + 1 }),
    probes.root,
    ...analyses.roots,
    ...(report.unfinished === undefined ? [caveatSection(report, strings)] : []),
    versionsSection(report, strings, words),
    repeatSection(report, strings, words),
    element('footer', {}, copy, json, said),
  );
  analyses.show();
  paint();
  choices.onChange(paint);
  onThemeChange(() => {
    applyTheme(root);
    paint();
  });
}

/** An error is shown where the report would be: nobody looks into a browser's console. */
function complain(message: string): void {
  page().prepend(element('p', { class: 'warning', role: 'alert' }, `${strings.failedToDraw} ${message}`));
}

function page(): HTMLElement {
  return document.getElementById('report') ?? document.body;
}

/** What came out and how it was tested; of an unfinished experiment how far it is. */
function answer(report: ReportData): HTMLElement[] {
  if (report.unfinished !== undefined) return [progressSection(report, words)];
  const tested = report.tested === undefined ? [] : [element('p', { class: 'tested' }, element('b', {}, words.tested), ' ', typographic(report.tested))];
  const section = resultSection(report, { strings, numbered: true });
  section.append(...tested);
  return [section];
}

function header({ title, created, question, unfinished }: ReportData): HTMLElement {
  const made = element('p', { class: 'made' }, `${strings.made}, `, element('time', { datetime: created }, new Date(created).toLocaleString(strings.locale, { dateStyle: 'long', timeStyle: 'short' })));
  const open = unfinished === undefined ? [] : [element('p', { class: 'unfinished' }, element('b', {}, words.notFinished), ' ', unfinished)];
  return element('header', {}, element('h1', {}, title), made, ...open, ...(question === undefined ? [] : [markdown(question)]));
}
