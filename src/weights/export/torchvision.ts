import { encodeSafetensors, type NamedTensor } from '../safetensors';
import { describedInTexts, tensorsOf, type ExportedModel } from './exported-model';

/**
 * The bytes of a safetensors file that torchvision's `load_state_dict(strict=True)` takes: its names, torch's layout, and the count of batches
 * that each batch norm of torch keeps (nothing reads it in inference; it is 0 here).
 */
export function encodeTorchvisionModel(model: ExportedModel): Uint8Array[] {
  const norms = model.graph.layers.filter((layer) => layer.kind === 'bn');
  // Torch reads a tensor only where it starts at a multiple of its type's size, so those of 64 bits come first.
  const tensors = new Map<string, NamedTensor<Float32Array | BigInt64Array>>(norms.map(({ name }) => [`${name}.num_batches_tracked`, { shape: [], data: BigInt64Array.of(0n) }]));
  for (const { spec, data } of tensorsOf(model)) tensors.set(spec.name, { shape: spec.shape, data });
  return encodeSafetensors({ tensors, metadata: { ...describedInTexts(model), format: 'pt' } });
}
