import { inputError } from '../base/errors';
import { t } from '../base/l10n';
import { didYouMean } from '../base/nearest';
import type { Graph, Layer } from '../resnet/graph';

/** A layer that can be looked into: its output is an image of `channels` channels. */
export interface LayerChoice {
  readonly name: string;
  readonly stage: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

const KINDS: readonly Layer['kind'][] = ['conv', 'bn', 'relu', 'maxpool', 'add'];

/** The layers whose output is worth looking at, in the order of execution: convs, batch norms, relus, the max pool and the additions. The last is what is averaged for the classes. */
export function layerChoices(graph: Graph): LayerChoice[] {
  return graph.layers.filter(({ kind }) => KINDS.includes(kind)).map(({ name, stage, output: { height, width, channels } }) => ({ name, stage, height, width, channels }));
}

/** The layer of that name; the last unless one is named. @throws LabError that names the nearest one */
export function chosenLayer(choices: readonly LayerChoice[], name: string | undefined): LayerChoice {
  const found = name === undefined ? choices.at(-1) : choices.find((choice) => choice.name === name);
  if (found === undefined) throw inputError(t('there is no layer "{0}" to look into.', name ?? ''), { mend: didYouMean(name ?? '', choices.map((choice) => choice.name)) });
  return found;
}
