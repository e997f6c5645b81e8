import './style.css';
import { REPORT_VERSION, type ReportData } from '../../experiment/report-data';
import { CurvePanel, curveNames } from './curve-panel';
import { element } from './dom';
import { toolbar } from './legend';
import { markdown } from './markdown';
import { resultSection } from './result';
import { repeatSection, setupSection } from './setup';
import { Choices } from './state';
import { STRINGS } from './strings';
import { onThemeChange } from './theme';

addEventListener('error', ({ message }) => complain(message));
draw();

function draw(): void {
  const data = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as ReportData;
  if (data.version !== REPORT_VERSION) throw new Error(STRINGS.newer(data.version));
  const choices = new Choices();
  const panels = curvePanels(data, choices);
  page().replaceChildren(header(data), ...notes(data), resultSection(data), curvesSection(data, choices, panels), caveatSection(data), setupSection(data), repeatSection(data));
  for (const panel of panels) panel.draw();
  onThemeChange(() => choices.changed());
}

/** An error is shown where the report would be: nobody looks into a browser's console. */
function complain(message: string): void {
  page().prepend(element('p', { class: 'warning', role: 'alert' }, `${STRINGS.failedToDraw} ${message}`));
}

function page(): HTMLElement {
  return document.getElementById('report') ?? document.body;
}

function header({ title, created, question }: ReportData): HTMLElement {
  const made = element('p', { class: 'made' }, `${STRINGS.made}, `, element('time', { datetime: created }, new Date(created).toLocaleString('en', { dateStyle: 'long', timeStyle: 'short' })));
  return element('header', {}, element('h1', {}, title), made, ...(question === undefined ? [] : [markdown(question)]));
}

function notes({ notes: sentences }: ReportData): HTMLElement[] {
  if (sentences.length === 0) return [];
  return [element('aside', { class: 'notes' }, element('h2', {}, STRINGS.before), element('ul', {}, ...sentences.map((sentence) => element('li', {}, sentence))))];
}

/** Two charts side by side, first on how the training went, then on the metric that is compared. */
function curvePanels(data: ReportData, choices: Choices): CurvePanel[] {
  const names = curveNames(data);
  const wanted = [names.includes('stepLoss') ? 'stepLoss' : names[0], names.includes(data.metric.name) ? data.metric.name : names.at(-1)];
  const first = data.baseline === undefined ? 1 : 3;
  return [...new Set(wanted)].flatMap((name, i) => (name === undefined ? [] : [new CurvePanel(data, choices, name, first + i)]));
}

function curvesSection(data: ReportData, choices: Choices, panels: readonly CurvePanel[]): HTMLElement {
  const section = element('section', {}, element('h2', {}, STRINGS.headings.curves));
  if (panels.length === 0) section.append(element('p', {}, STRINGS.noCurves));
  else section.append(toolbar(data, choices), element('div', { class: 'pair' }, ...panels.map(({ figure }) => figure)));
  return section;
}

function caveatSection({ caveats }: ReportData): HTMLElement {
  return element('section', {}, element('h2', {}, STRINGS.headings.caveats), element('ul', {}, ...caveats.map((sentence) => element('li', {}, sentence))));
}
