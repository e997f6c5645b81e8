import * as z from 'zod';
import { ARCHITECTURE_NAMES } from '../../resnet/catalogue';
import type { NetworkOptions } from '../../resnet/graph';
import type { StateDict } from '../state-dict';

const count = z.int().min(1);
const optionsSchema = z
  .object({
    input: z.object({ height: count, width: count, channels: count }),
    classes: count,
    zeroInitResidual: z.boolean(),
    groups: count,
    widthPerGroup: count,
    replaceStrideWithDilation: z.tuple([z.boolean(), z.boolean(), z.boolean()]),
    shortcut: z.enum(['A', 'B', 'C']),
    variant: z.enum(['keras', 'keras-v2']),
  })
  .partial();
const networkSchema = z.object({ architecture: z.enum(ARCHITECTURE_NAMES), order: z.string().max(1000).optional(), options: optionsSchema.optional() });

/**
 * The network that a file of our own says it holds: an export by `architecture`, `order` and `options`, a run's checkpoint by its `config`. Undefined where
 * it says nothing, or nothing that makes sense. What it says is still to be compared with the tensors.
 */
export function statedNetwork({ metadata }: StateDict): NetworkOptions | undefined {
  const { architecture, order, options, config } = metadata;
  const stated = architecture === undefined ? parsedJson(config) : { architecture, order, options: parsedJson(options) };
  const { success, data } = networkSchema.safeParse(stated);
  if (!success) return undefined;
  return { ...data.options, architecture: data.architecture, ...(data.order !== undefined && { order: data.order }) };
}

/** Height and width of the images where a LayersModel fixes them. */
export function statedSize({ metadata }: StateDict): { readonly height: number; readonly width: number } | undefined {
  return z.object({ height: count, width: count }).safeParse(parsedJson(metadata['input'])).data;
}

function parsedJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
