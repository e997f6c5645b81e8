import type { LandscapeResult } from '../../experiment/analysis-data';
import { capital } from '../text/strings';
import { choice, element } from '../ui/dom';
import type { AnalysisParts } from './analysis-figure';
import { ContourFigure } from './contour-figure';
import { lineContent } from './landscape-line';
import { holeRemarks, seedsWithSurfaces, smallsOf, surfaceCsv, surfaceFindings, surfacesOf, surfaceTables } from './landscape-surfaces';
import { sharedScale } from './levels';
import { PlotFigure } from './plot-figure';
import { ReliefFigure } from './relief-figure';
import type { Scene, Section } from './scene';
import type { SurfaceContent } from './surface-content';
import { surfaceLook } from './surface-look';
import { guessingLoss } from './units';

const MEAN = 'mean';

/** Loss along a line and on a plane through the weights. */
export class LandscapeSection implements Section<LandscapeResult> {
  readonly root: HTMLElement;
  private readonly loss: PlotFigure;
  private readonly error: PlotFigure;
  private readonly contours: ContourFigure;
  private readonly reliefs: ReliefFigure;
  private readonly picker = element('div', { class: 'smoothing' });
  private offered = '';

  constructor(private readonly parts: AnalysisParts) {
    this.loss = new PlotFigure(parts, 'loss');
    this.error = new PlotFigure(parts, 'error');
    this.contours = new ContourFigure(parts, this.picker);
    this.reliefs = new ReliefFigure(parts);
    this.root = element('section', { class: 'landscape' }, element('div', { class: 'pair' }, this.loss.root, this.error.root), this.contours.root, this.reliefs.root);
  }

  draw(scene: Scene, result: LandscapeResult): void {
    const { title } = scene.data;
    const cap = this.cap(scene);
    this.loss.draw(title, lineContent('loss', scene, result, cap, this.parts));
    this.error.draw(title, lineContent('error', scene, result, undefined, this.parts));
    const content = this.surfaces(scene, result, cap);
    this.contours.draw(content);
    this.reliefs.draw(content);
  }

  dispose(): void {
    for (const figure of [this.loss, this.error, this.contours, this.reliefs]) figure.dispose();
  }

  private cap({ data: { networks: [first] } }: Scene): number | undefined {
    return this.parts.choices.now.analysis?.cap === true && first !== undefined ? guessingLoss(first.network) : undefined;
  }

  private surfaces(scene: Scene, result: LandscapeResult, cap: number | undefined): SurfaceContent | undefined {
    const { words, choices, theme } = this.parts;
    const own = words.landscape;
    const all = surfacesOf(scene, result);
    const seeds = seedsWithSurfaces(all);
    const { seed: wanted = seeds[0] ?? null } = choices.now.analysis ?? {};
    const seed = wanted === null || seeds.includes(wanted) ? wanted : (seeds[0] ?? null);
    this.offer(seeds, seed);
    const smalls = smallsOf(all, seed, scene, this.parts);
    const scale = sharedScale(smalls.map(({ surface }) => surface.loss), cap);
    if (scale === undefined) return undefined;
    const capped = cap !== undefined && scale.most === cap ? [own.capped(cap.toFixed(2))] : [];
    const hatched = smalls.some(({ surface }) => surface.loss.flat().includes(null)) ? [words.hatched] : [];
    const name = seed === null ? words.mean : words.seedName(seed);
    return {
      analysis: scene.data.title,
      smalls,
      scale,
      look: surfaceLook(theme(), scale),
      contourText: { title: own.titles.contours, remarks: [own.images(result.images), own.contourCaption(capital(name)), ...capped, ...hatched, ...holeRemarks(all, words), ...(scene.partial ? [words.partial] : [])], findings: surfaceFindings(all, words), explanation: own.plane },
      reliefText: { title: own.titles.relief, remarks: [own.reliefCaption(choices.now.analysis?.proportional !== true), ...capped], findings: [], explanation: own.relief },
      tables: () => surfaceTables(smalls, words),
      csv: () => surfaceCsv(all),
    };
  }

  /** The list of seeds, made anew only where there are others to choose from. */
  private offer(seeds: readonly number[], seed: number | null): void {
    const offered = JSON.stringify([seeds, seed]);
    if (offered === this.offered) return;
    this.offered = offered;
    this.picker.hidden = seeds.length < 2;
    const { words, choices } = this.parts;
    const options = [...seeds.map((one) => [String(one), words.seedName(one)] as const), [MEAN, words.mean] as const];
    const focused = this.picker.querySelector('select')?.matches(':focus') === true;
    const list = choice(words.landscape.surfaceOf, options, seed === null ? MEAN : String(seed), (value) => choices.setAnalysis({ seed: value === MEAN ? null : Number(value) }));
    this.picker.replaceChildren(element('label', {}, `${words.landscape.surfaceOf} `, list));
    if (focused) list.focus();
  }
}
