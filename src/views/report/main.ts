import './style.css';
import { REPORT_VERSION, type ReportData } from '../../experiment/report-data';
import { stringsFor } from '../text/strings';
import { actionButton, element, setText } from '../ui/dom';
import { icon } from '../ui/icons';
import { applyTheme, onThemeChange, readTheme } from '../ui/theme';
import { Choices } from '../view/choices';
import type { ViewParts } from '../view/context';
import { CurvesSection } from '../view/curves-section';
import { filesOf } from '../view/files';
import { caveatSection, noteSection, resultSection } from '../view/result';
import { resultMarkdown } from '../view/result-table';
import { markdown } from './markdown';
import { repeatSection, setupSection } from './setup';

const strings = stringsFor(document.documentElement.lang);

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
  const paint = (): void => curves.draw({ report, isRunning: () => false });
  const copy = actionButton({ class: 'quiet' }, () => files.copy(resultMarkdown(report, strings)), icon('copy'), strings.copyMarkdown);
  const json = actionButton({ class: 'quiet' }, () => files.save(report.title, 'json', `${JSON.stringify(report, undefined, 2)}\n`), icon('save'), strings.saveJson);
  root.replaceChildren(header(report), ...noteSection(report, strings), resultSection(report, { strings, numbered: true }), curves.root, caveatSection(report, strings), setupSection(report, strings), repeatSection(report, strings), element('footer', {}, copy, json, said));
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

function header({ title, created, question }: ReportData): HTMLElement {
  const made = element('p', { class: 'made' }, `${strings.made}, `, element('time', { datetime: created }, new Date(created).toLocaleString(strings.locale, { dateStyle: 'long', timeStyle: 'short' })));
  return element('header', {}, element('h1', {}, title), made, ...(question === undefined ? [] : [markdown(question)]));
}
