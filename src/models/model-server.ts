import { loadBackend } from '../backend/select';
import type { Backend } from '../backend/backend';
import { inputError, Interrupted, LabError, sentence } from '../base/errors';
import { t } from '../base/l10n';
import { prepareImage } from '../data/images/prepare';
import { firstFilters, Inspector } from '../analysis/inspector';
import type { ProcessSetup } from '../experiment/trial/events';
import { Classifier } from '../network/classifier';
import type { Explanation, FeatureMaps, ModelReference, ShownModel } from './classification-data';
import { classifyImages } from './classify-images';
import { findImages, type FoundImage } from './find-images';
import { classFinder, labelsOf } from './labels';
import { loadModel, presetFor } from './load-model';
import type { LoadedModel } from './model';
import { softmax } from './softmax';
import type { ClassifyNews, DoneImages, ModelAnswers, ModelEvent, ModelRequest, ModelWork } from './work';

/** Models that are held at a time: two that are compared, and one that was looked at before. */
const HELD = 3;

type WorkOf<K extends ModelWork['kind']> = Extract<ModelWork, { kind: K }>;

/** A model in this process; what computes with it is made when it is asked for. */
class HeldModel {
  private ownClassifier: Classifier | undefined;
  private ownInspector: Inspector | undefined;

  constructor(
    private readonly backend: Backend,
    readonly model: LoadedModel,
  ) {}

  get classifier(): Classifier {
    return (this.ownClassifier ??= new Classifier(this.backend, this.model.graph, this.model.weights));
  }

  get inspector(): Inspector {
    return (this.ownInspector ??= new Inspector(this.backend, this.model.graph, this.model.weights));
  }

  dispose(): void {
    this.ownClassifier?.dispose();
    this.ownInspector?.dispose();
  }
}

/** Answers questions about models, several at a time, in a process that holds them between one and the next. */
export class ModelServer {
  /** By their references, the last used last. */
  private readonly held = new Map<string, Promise<HeldModel>>();
  /** No longer held, but perhaps in use by a question that is being answered. */
  private readonly retired: Promise<HeldModel>[] = [];
  private readonly stops = new Map<number, AbortController>();
  private backend: Promise<Backend> | undefined;

  constructor(private readonly post: (event: ModelEvent) => void) {}

  receive(request: ModelRequest): void {
    if (request.type === 'model-stop') this.stops.get(request.id)?.abort();
    else void this.answer(request);
  }

  private async answer({ id, setup, work }: Extract<ModelRequest, { type: 'model' }>): Promise<void> {
    const stop = new AbortController();
    this.stops.set(id, stop);
    const tell = (news: ClassifyNews): void => this.post({ event: 'model-news', id, news });
    try {
      this.post({ event: 'model-answer', id, answer: await this.work(work, setup, tell, stop.signal) });
    } catch (error) {
      const kind = error instanceof Interrupted ? 'interrupted' : error instanceof LabError ? error.kind : 'work';
      this.post({ event: 'model-failed', id, kind, message: sentence(error) });
    } finally {
      this.stops.delete(id);
      this.release();
    }
  }

  private async work(work: ModelWork, setup: ProcessSetup, tell: (news: ClassifyNews) => void, signal: AbortSignal): Promise<ModelAnswers[ModelWork['kind']]> {
    switch (work.kind) {
      case 'classify':
        return this.classify(work, setup, tell, signal);
      case 'explain':
        return this.explain(work, setup);
      case 'features':
        return this.features(work, setup);
      case 'filters': {
        const { model } = await this.hold(work.model, setup);
        return firstFilters(model.graph, model.weights);
      }
    }
  }

  private async classify({ models, sources, preprocess, top = 5, done }: WorkOf<'classify'>, setup: ProcessSetup, tell: (news: ClassifyNews) => void, signal: AbortSignal): Promise<null> {
    const held: HeldModel[] = [];
    for (const reference of models) held.push(await this.hold(reference, setup, signal));
    const [first] = held;
    if (first === undefined) throw new LabError(t('no model was chosen.'), { kind: 'input' });
    const shown = held.map(({ model }) => shownModel(model, preprocess));
    tell({ kind: 'models', models: shown, backend: (await this.loaded(setup)).name });
    const { root, images, notices } = await findImages(sources, classFinder(first.model.card.labels), signal);
    const left = leftOf(images, root, done);
    const from = done?.images.length ?? 0;
    tell({ kind: 'found', root, total: from + left.length, notices });
    const networks = held.map(({ classifier, model }, k) => ({ classifier, classes: model.graph.options.classes, preprocessing: (shown[k] as ShownModel).preprocessing }));
    await classifyImages(networks, { root, images: left, from, top, signal, onRows: (rows) => tell({ kind: 'rows', rows }) });
    return null;
  }

  private async explain({ model: reference, preprocessing, file, layer, index }: WorkOf<'explain'>, setup: ProcessSetup): Promise<Explanation> {
    const { inspector } = await this.hold(reference, setup);
    const { pixels, box, scaled } = await prepareImage(file, preprocessing);
    const seen = inspector.gradCam(pixels, { ...(layer !== undefined && { layer }), ...(index !== undefined && { index }) });
    const { map, logits, ...rest } = seen;
    return { ...rest, layers: inspector.layers, map: Array.from(map, tidy), box, scaled, logits: [...logits], probabilities: [...softmax(logits)] };
  }

  private async features({ model: reference, preprocessing, file, layer }: WorkOf<'features'>, setup: ProcessSetup): Promise<FeatureMaps> {
    const { inspector } = await this.hold(reference, setup);
    const { pixels } = await prepareImage(file, preprocessing);
    const { values, ...maps } = inspector.featureMaps(pixels, layer);
    return { ...maps, layers: inspector.layers, ...asBytes(values, maps.channels) };
  }

  /** The least recently used is let go where there are too many. */
  private hold(reference: ModelReference, setup: ProcessSetup, signal?: AbortSignal): Promise<HeldModel> {
    const key = JSON.stringify(reference);
    const held = this.held.get(key) ?? this.load(reference, setup, signal);
    this.held.delete(key);
    this.held.set(key, held);
    held.catch(() => this.held.get(key) === held && this.held.delete(key));
    for (const [other, old] of this.held) {
      if (this.held.size <= HELD) break;
      this.held.delete(other);
      this.retired.push(old);
    }
    return held;
  }

  private async load(reference: ModelReference, setup: ProcessSetup, signal: AbortSignal | undefined): Promise<HeldModel> {
    return new HeldModel(await this.loaded(setup), await loadModel(reference, { ...setup, signal }));
  }

  /** Once no question is being answered, nobody uses what is no longer held. */
  private release(): void {
    if (this.stops.size > 0) return;
    for (const old of this.retired.splice(0)) void old.then((model) => model.dispose());
  }

  private loaded({ backend, threads }: ProcessSetup): Promise<Backend> {
    return (this.backend ??= loadBackend(backend, threads, 'stay'));
  }
}

/** Images that were not classified before. @throws LabError where those lie below another folder: the same path would be another image */
function leftOf(images: readonly FoundImage[], root: string, done: DoneImages | undefined): readonly FoundImage[] {
  if (done === undefined || done.images.length === 0) return images;
  if (done.root !== root) throw inputError(t('the images that were classified before lie below {0}.', done.root), { place: root, mend: t('Classify the images again.') });
  const known = new Set(done.images);
  return images.filter(({ image }) => !known.has(image));
}

function shownModel(loaded: LoadedModel, preset: WorkOf<'classify'>['preprocess']): ShownModel {
  const { card, graph } = loaded;
  const preprocessing = preset === undefined ? card.preprocessing : presetFor(preset, loaded);
  return { name: card.name, architecture: graph.architecture.title, order: graph.order.name, network: card.network, preprocessing, labels: labelsOf(card.labels), reference: card.reference };
}

function tidy(value: number): number {
  return Number(value.toPrecision(4));
}

/** [H, W, C] values as C × H × W bytes, each channel over its own range. */
function asBytes(values: Float32Array, channels: number): Pick<FeatureMaps, 'ranges' | 'values'> {
  const area = values.length / channels;
  const bytes = Buffer.alloc(values.length);
  const ranges: [number, number][] = [];
  for (let channel = 0; channel < channels; channel++) {
    let [low, high] = [Infinity, -Infinity];
    for (let pixel = 0; pixel < area; pixel++) {
      const value = values[pixel * channels + channel] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const scale = high > low ? 255 / (high - low) : 0;
    for (let pixel = 0; pixel < area; pixel++) bytes[channel * area + pixel] = Math.round(((values[pixel * channels + channel] as number) - low) * scale);
    ranges.push([tidy(low), tidy(high)]);
  }
  return { ranges, values: bytes.toString('base64') };
}
