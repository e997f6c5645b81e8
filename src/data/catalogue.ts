import { inputError } from '../base/errors';
import { t } from '../base/l10n';
import { didYouMean } from '../base/nearest';
import type { ImageShape } from './split';

/** What is known of a file before it is fetched, so that nothing else is accepted in its place. */
export interface FileFacts {
  readonly name: string;
  /** Size of the official file in bytes; about that where only the first digits of its hash are known. */
  readonly bytes: number;
  /** SHA-256 of the official file; may be its first digits, where a publisher tells no more. */
  readonly sha256: string;
  /** SHA-256 of what the file decompresses to: the same content may have been compressed anew by somebody else. */
  readonly contentSha256?: string;
}

export interface DatasetEntry {
  readonly title: string;
  readonly description: string;
  readonly classes: readonly string[];
  readonly shape: ImageShape;
  /** Images to train on and to test on. */
  readonly images: { readonly train: number; readonly test: number };
  /** Base address of the official files; empty where nothing is fetched. */
  readonly origin: string;
  readonly files: readonly FileFacts[];
}

export type DatasetName = 'fashion-mnist' | 'mnist' | 'cifar10' | 'cifar100' | 'shapes';

const grey28 = { height: 28, width: 28, channels: 1 };
const colour32 = { height: 32, width: 32, channels: 3 };
const mnistImages = { train: 60_000, test: 10_000 };
const cifarImages = { train: 50_000, test: 10_000 };

/** The data sets that go by a name. Any folder of images is one too, as `folder:PATH`. */
export const DATASETS: Readonly<Record<DatasetName, DatasetEntry>> = {
  'fashion-mnist': {
    title: 'Fashion-MNIST',
    description: '70,000 grey images of clothes, 28×28, ten classes (Xiao, Rasul and Vollgraf 2017).',
    classes: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
    shape: grey28,
    images: mnistImages,
    origin: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    files: [
      {
        name: 'train-images-idx3-ubyte.gz',
        bytes: 26_421_880,
        sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
        contentSha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      },
      {
        name: 'train-labels-idx1-ubyte.gz',
        bytes: 29_515,
        sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
        contentSha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      },
      {
        name: 't10k-images-idx3-ubyte.gz',
        bytes: 4_422_102,
        sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
        contentSha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      },
      {
        name: 't10k-labels-idx1-ubyte.gz',
        bytes: 5_148,
        sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
        contentSha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
      },
    ],
  },
  mnist: {
    title: 'MNIST',
    description: '70,000 grey images of handwritten digits, 28×28, ten classes (LeCun et al. 1998).',
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shape: grey28,
    images: mnistImages,
    origin: 'https://ossci-datasets.s3.amazonaws.com/mnist/',
    files: [
      { name: 'train-images-idx3-ubyte.gz', bytes: 9_912_422, sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609' },
      { name: 'train-labels-idx1-ubyte.gz', bytes: 28_881, sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c' },
      { name: 't10k-images-idx3-ubyte.gz', bytes: 1_648_877, sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6' },
      { name: 't10k-labels-idx1-ubyte.gz', bytes: 4_542, sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6' },
    ],
  },
  cifar10: {
    title: 'CIFAR-10',
    description: '60,000 colour photographs, 32×32, ten classes (Krizhevsky 2009).',
    classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    shape: colour32,
    images: cifarImages,
    origin: 'https://www.cs.toronto.edu/~kriz/',
    files: [{ name: 'cifar-10-binary.tar.gz', bytes: 170_052_171, sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd' }],
  },
  cifar100: {
    title: 'CIFAR-100',
    description: '60,000 colour photographs, 32×32, one hundred (fine) classes (Krizhevsky 2009).',
    classes: (
      'apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle caterpillar cattle ' +
      'chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo ' +
      'keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter ' +
      'palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk ' +
      'skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip ' +
      'turtle wardrobe whale willow_tree wolf woman worm'
    ).split(' '),
    shape: colour32,
    images: cifarImages,
    origin: 'https://www.cs.toronto.edu/~kriz/',
    files: [{ name: 'cifar-100-binary.tar.gz', bytes: 168_513_733, sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec' }],
  },
  shapes: {
    title: 'Shapes (generated)',
    description: '12,000 grey images of ten noisy, turned and scaled shapes, 28×28. Generated here: needs no download, stands in for Fashion-MNIST.',
    classes: ['circle', 'ring', 'crescent', 'triangle', 'square', 'bar', 'pentagon', 'star', 'cross', 'arrow'],
    shape: grey28,
    images: { train: 10_000, test: 2_000 },
    origin: '',
    files: [],
  },
};

/** True where `word` is one of the names in `DATASETS`. */
export function isDatasetName(word: string): word is DatasetName {
  return Object.hasOwn(DATASETS, word);
}

/** The name, if it is one in `DATASETS`. @throws LabError with the nearest name */
export function datasetName(word: string): DatasetName {
  if (isDatasetName(word)) return word;
  throw inputError(t('there is no data set "{0}".', word), { mend: `${didYouMean(word, Object.keys(DATASETS))} ${t('A folder with one subfolder of images per class is "folder:PATH".')}` });
}
