import { Gathering, type Renamed } from './our-names';
import type { StateDict } from '../state-dict';

/** Tensors that torchvision, or this program, has named: they stay as they are. @throws LabError */
export function renameTorch({ tensors, metadata, file }: StateDict): Renamed {
  const gathering = new Gathering(file);
  const passedOver: string[] = [];
  const ownCheckpoint = metadata['format']?.startsWith('resnet-lab checkpoint') === true;
  for (const [name, tensor] of tensors) {
    if (isCounter(name) || (ownCheckpoint && name.startsWith('optimizer.'))) passedOver.push(name);
    else gathering.add(name, { from: name, shape: tensor.shape, values: () => tensor.values() });
  }
  return { scheme: 'torchvision', tensors: gathering.tensors, passedOver, fixed: {}, remarks: [], theirs: (name) => name };
}

/** torch's count of the batches that a batch norm has seen. */
export function isCounter(name: string): boolean {
  return name.endsWith('num_batches_tracked');
}
