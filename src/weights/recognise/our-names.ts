import { inputError } from '../../base/errors';
import { t } from '../../base/l10n';
import { quoted } from '../complaint';
import type { Variant } from '../../resnet/graph';

/** Who named the tensors: torchvision (timm and this program name theirs alike), timm's pre-activated networks, Keras' first and second networks. */
export type Scheme = 'torchvision' | 'timm-v2' | 'keras' | 'keras-v2';

/** A tensor of a file in torch's layout, not yet read as numbers. */
export interface RenamedTensor {
  /** What the file calls it. */
  readonly from: string;
  readonly shape: readonly number[];
  values(): Float32Array;
}

/** A file's tensors under our names. */
export interface Renamed {
  readonly scheme: Scheme;
  readonly tensors: ReadonlyMap<string, RenamedTensor>;
  /** Names of what does not describe the network. */
  readonly passedOver: readonly string[];
  /** What the scheme says of the network. */
  readonly fixed: { readonly order?: string; readonly variant?: Variant };
  /** What was done to the values, in sentences. */
  readonly remarks: readonly string[];
  /** What the file would call a tensor of ours. */
  theirs(name: string): string;
}

/** Gathers tensors under our names. */
export class Gathering {
  readonly tensors = new Map<string, RenamedTensor>();

  constructor(private readonly file: string) {}

  /** @throws LabError where the name is taken */
  add(name: string, tensor: RenamedTensor): void {
    const other = this.tensors.get(name);
    if (other !== undefined) throw inputError(t('"{0}" and "{1}" are both the tensor {2} of one network.', quoted(other.from), quoted(tensor.from), quoted(name)), { place: this.file });
    this.tensors.set(name, tensor);
  }
}
