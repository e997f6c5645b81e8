/** A file of ImageNet weights that torchvision publishes. */
export interface PretrainedFile {
  /** The file's name without `.pth`: architecture and the first eight digits of its SHA-256. */
  readonly name: string;
  readonly architecture: string;
  /** The preset that its published accuracy was measured with. */
  readonly preprocessing: 'v1' | 'v2';
  /** Published top-1 accuracy on ImageNet-1k's validation images, as a fraction. */
  readonly top1: number;
  /** Size of the file, as torchvision states it: to a thousandth of a MiB. */
  readonly bytes: number;
}

/** Where torchvision publishes them. */
export const PRETRAINED_BASE = 'https://download.pytorch.org/models/';

/** The published weights of torchvision 0.28's ResNets. resnext101_64x4d has only one file, which goes with the second preset. */
export const PRETRAINED: readonly PretrainedFile[] = [
  published('resnet18-f37072fd', 'resnet18', 'v1', 69.758, 44.661),
  published('resnet34-b627a593', 'resnet34', 'v1', 73.314, 83.275),
  published('resnet50-0676ba61', 'resnet50', 'v1', 76.13, 97.781),
  published('resnet50-11ad3fa6', 'resnet50', 'v2', 80.858, 97.79),
  published('resnet101-63fe2227', 'resnet101', 'v1', 77.374, 170.511),
  published('resnet101-cd907fc2', 'resnet101', 'v2', 81.886, 170.53),
  published('resnet152-394f9c45', 'resnet152', 'v1', 78.312, 230.434),
  published('resnet152-f82ba261', 'resnet152', 'v2', 82.284, 230.474),
  published('resnext50_32x4d-7cdf4587', 'resnext50_32x4d', 'v1', 77.618, 95.789),
  published('resnext50_32x4d-1a0047aa', 'resnext50_32x4d', 'v2', 81.198, 95.833),
  published('resnext101_32x8d-8ba56ff5', 'resnext101_32x8d', 'v1', 79.312, 339.586),
  published('resnext101_32x8d-110c445d', 'resnext101_32x8d', 'v2', 82.834, 339.673),
  published('resnext101_64x4d-173b62eb', 'resnext101_64x4d', 'v2', 83.246, 319.318),
  published('wide_resnet50_2-95faca4d', 'wide_resnet50_2', 'v1', 78.468, 131.82),
  published('wide_resnet50_2-9ba9bcbe', 'wide_resnet50_2', 'v2', 81.602, 263.124),
  published('wide_resnet101_2-32ee1156', 'wide_resnet101_2', 'v1', 78.848, 242.896),
  published('wide_resnet101_2-d733dc28', 'wide_resnet101_2', 'v2', 82.51, 484.747),
];

/** The published file of this name, with or without `.pth`; undefined where there is none. */
export function pretrainedFile(word: string): PretrainedFile | undefined {
  const name = word.replace(/\.pth$/i, '');
  return PRETRAINED.find((file) => file.name === name);
}

function published(name: string, architecture: string, preprocessing: 'v1' | 'v2', percent: number, mebibytes: number): PretrainedFile {
  return { name, architecture, preprocessing, top1: percent / 100, bytes: Math.round(mebibytes * 1024 ** 2) };
}
