import assert from 'node:assert/strict';
import { LabError, sentence } from '../../../src/base/errors';
import { parameterSpecs } from '../../../src/network/initialise';
import { buildGraph } from '../../../src/resnet/build';
import { ARCHITECTURES } from '../../../src/resnet/catalogue';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { NAMED_ORDERS } from '../../../src/resnet/order';
import { recognise, recogniseNetwork, type Wish } from '../../../src/weights/recognise/recognise';
import type { StateDict } from '../../../src/weights/state-dict';
import { dictOf, torchLines, type Line } from './foreign';

/** What a network's names and shapes are recognised for. */
function seen(network: NetworkOptions, wish?: Wish): NetworkOptions {
  return recogniseNetwork(dictOf(torchLines(network)), wish).network;
}

function refusal(lines: readonly Line[], wish?: Wish): string {
  return refusalOf(dictOf(lines), wish);
}

function refusalOf(dict: StateDict, wish?: Wish): string {
  try {
    recogniseNetwork(dict, wish);
  } catch (error) {
    assert.ok(error instanceof LabError);
    assert.equal(error.place, '/weights/some.file');
    return sentence(error);
  }
  throw new Error('it was not refused');
}

describe('weights: a network is recognised by names and shapes', function () {
  this.timeout(20_000);

  for (const { name, order } of ARCHITECTURES) {
    if (order === 'plain') continue;
    it(name, () => {
      assert.deepEqual(seen({ architecture: name }), { architecture: name });
    });
  }

  for (const architecture of ['resnet8', 'resnet20', 'resnet56', 'resnet164', 'resnet18']) {
    for (const shortcut of ['A', 'B', 'C'] as const) {
      it(`${architecture} with shortcut ${shortcut}`, () => {
        const own = ARCHITECTURES.find(({ name }) => name === architecture)?.shortcut;
        assert.deepEqual(seen({ architecture, shortcut }), { architecture, ...(shortcut !== own && { shortcut }) });
      });
    }
  }

  it('with other classes, channels, groups and widths', () => {
    assert.deepEqual(seen({ architecture: 'resnet18', classes: 37 }), { architecture: 'resnet18', classes: 37 });
    const grey = { architecture: 'resnet20', input: { height: 32, width: 32, channels: 1 } };
    assert.deepEqual(seen(grey), grey);
    const grouped = { architecture: 'resnet50', groups: 4, widthPerGroup: 32 };
    assert.deepEqual(seen(grouped), grouped);
    // timm's resnext101_32x4d.
    const timm = { architecture: 'resnet101', groups: 32, widthPerGroup: 4 };
    assert.deepEqual(seen(timm), timm);
    const narrow = { architecture: 'resnet164', widthPerGroup: 32 };
    assert.deepEqual(seen(narrow), narrow);
  });

  it('orders, where names tell them', () => {
    for (const order of ['full-preact', 'no-bn', 'relu-only-preact', 'bn-after-add']) {
      assert.deepEqual(seen({ architecture: 'resnet20', order, shortcut: 'B' }), { architecture: 'resnet20', order, shortcut: 'B' });
    }
    assert.deepEqual(seen({ architecture: 'resnet50', order: 'full-preact' }), { architecture: 'resnet50', order: 'full-preact' });
  });

  it('of orders with the same tensors the architecture’s own is taken, and the others are named', () => {
    const { network, remarks } = recogniseNetwork(dictOf(torchLines({ architecture: 'resnet18', order: 'no-last-relu' })));
    assert.deepEqual(network, { architecture: 'resnet18' });
    assert.match(remarks.join('\n'), /ResNet-18 \(resnet18\) with order original and 1000 classes by the names \(of torchvision\) and shapes of its 102 tensors\.\n.*no-last-relu.*; original was taken/);
    assert.equal(recogniseNetwork(dictOf(torchLines({ architecture: 'resnet18', order: 'no-bn' }))).remarks.length, 1);
  });

  it('values come under our names, as they are; counters are passed over', () => {
    const dict = dictOf(torchLines({ architecture: 'resnet8', shortcut: 'B' }));
    const { weights, remarks, network } = recognise(dict);
    const specs = parameterSpecs(buildGraph(network));
    assert.deepEqual([...weights.keys()], specs.map(({ name }) => name));
    for (const { name } of specs) assert.deepEqual(weights.get(name), dict.tensors.get(name)?.values());
    assert.match(remarks.at(-1) ?? '', /^9 tensors .* passed over, such as bn1\.num_batches_tracked/);
  });

  it('values that are no numbers are told', () => {
    const dict = dictOf(torchLines({ architecture: 'resnet8' }));
    const odd = { shape: [10], type: 'F32', values: () => Float32Array.from({ length: 10 }, (_, i) => (i === 3 ? NaN : 0)) };
    const { remarks } = recognise({ ...dict, tensors: new Map([...dict.tensors, ['fc.bias', odd]]) });
    assert.match(remarks.at(-1) ?? '', /^1 of its tensors .*fc\.bias/);
  });
});

describe('weights: what our own files say of themselves', () => {
  function stated(network: NetworkOptions, metadata: Record<string, string>): StateDict {
    return dictOf(torchLines(network), { format: 'safetensors', metadata });
  }
  const described = ({ architecture, order = 'original', ...options }: NetworkOptions): Record<string, string> => ({ architecture, order, options: JSON.stringify(options) });

  for (const { name: order } of NAMED_ORDERS) {
    it(`order ${order}`, () => {
      const network = { architecture: 'resnet20', order, shortcut: 'B' } as const;
      const expected = { architecture: 'resnet20', ...(order !== 'original' && { order }), shortcut: 'B' };
      const { network: found, remarks } = recogniseNetwork(stated(network, described(network)));
      assert.deepEqual(found, expected);
      assert.match(remarks[0] ?? '', /by what the file says of itself/);
    });
  }

  it('an order without a name, a plain net, dilation, and the size of the images', () => {
    for (const network of [
      { architecture: 'resnet14', order: 'relu-conv-conv-bn-conv-add-bn' },
      { architecture: 'plain20' },
      { architecture: 'resnet50', replaceStrideWithDilation: [false, true, true] },
      { architecture: 'resnet8', input: { height: 28, width: 28, channels: 1 }, classes: 12 },
    ] as const satisfies NetworkOptions[]) {
      const order = 'order' in network ? network.order : buildGraph(network).order.name;
      assert.deepEqual(recogniseNetwork(stated(network, described({ ...network, order }))).network, network);
    }
  });

  it("a run's checkpoint: its config, its optimiser passed over", () => {
    const lines: Line[] = [...torchLines({ architecture: 'resnet8', order: 'relu-before-add', classes: 7 }), ['optimizer.momentum.fc.bias', [7]]];
    const config = JSON.stringify({ version: 1, architecture: 'resnet8', order: 'relu-before-add', options: { zeroInitResidual: false }, lr: 0.1 });
    const { network, renamed } = recogniseNetwork(dictOf(lines, { metadata: { format: 'resnet-lab checkpoint 1', config } }));
    assert.deepEqual(network, { architecture: 'resnet8', order: 'relu-before-add', classes: 7 });
    assert.ok(renamed.passedOver.includes('optimizer.momentum.fc.bias'));
  });

  it('is believed only where the tensors agree', () => {
    const network = { architecture: 'resnet20' };
    for (const metadata of [
      described({ architecture: 'resnet56' }),
      described({ architecture: 'resnet20', order: 'full-preact' }),
      described({ architecture: 'resnet20', classes: 11 }),
      { architecture: 'resnet20', order: 'conv-conv-conv-conv-conv' },
      { architecture: 'resnet20', order: 'nonsense' },
    ]) {
      const { network: found, remarks } = recogniseNetwork(stated(network, metadata));
      assert.deepEqual(found, network);
      assert.match(remarks[0] ?? '', /its tensors do not agree/);
    }
  });

  it('is passed over where it makes no sense', () => {
    for (const metadata of [
      { architecture: 'vgg16' },
      { architecture: 'resnet20', options: '{"classes":-1}' },
      { architecture: 'resnet20', options: '{"classes":1e300}' },
      { architecture: 'resnet20', options: '[1]' },
      { architecture: '__proto__' },
      { config: '{' },
      { config: 'null' },
    ] as Record<string, string>[]) {
      assert.deepEqual(recogniseNetwork(stated({ architecture: 'resnet20' }, metadata)).network, { architecture: 'resnet20' });
    }
  });
});

describe('weights: set by hand', () => {
  it('an order', () => {
    assert.deepEqual(seen({ architecture: 'resnet18' }, { order: 'no-last-relu' }), { architecture: 'resnet18', order: 'no-last-relu' });
    assert.deepEqual(seen({ architecture: 'resnet14', order: 'relu-conv-conv-bn-conv-add-bn' }, { order: 'relu-conv-conv-bn-conv-add-bn' }), { architecture: 'resnet14', order: 'relu-conv-conv-bn-conv-add-bn' });
  });

  it('an architecture', () => {
    assert.deepEqual(seen({ architecture: 'resnet20', classes: 5 }, { architecture: 'plain20' }), { architecture: 'plain20', classes: 5 });
    const { remarks } = recogniseNetwork(dictOf(torchLines({ architecture: 'resnet50' })), { architecture: 'resnet50', order: 'original' });
    assert.match(remarks[0] ?? '', /^Taken for ResNet-50 .* as was asked: all 267 tensors fit/);
  });

  it('is compared as it was asked for, and what differs is listed', () => {
    const lines = torchLines({ architecture: 'resnext50_32x4d' });
    const text = refusal(lines, { architecture: 'resnet50' });
    assert.match(text, /its tensors are not those of ResNet-50 \(resnet50\) .*which was asked for/);
    assert.match(text, /of another shape: layer1\.0\.conv1\.weight \[128, 64, 1, 1\] instead of \[64, 64, 1, 1\], .* and \d+ more/);
    assert.match(refusal(torchLines({ architecture: 'resnet18' }), { order: 'no-bn' }), /missing: conv1\.bias \[64\].*\n {2}unexpected: bn1\.weight \[64\]/);
  });

  it('words that are none are refused', () => {
    assert.throws(() => seen({ architecture: 'resnet20' }, { architecture: 'resnet21' }), /unknown architecture "resnet21"/);
    assert.throws(() => seen({ architecture: 'resnet20' }, { order: 'conv-bn-rely' }), /unknown token "rely"/);
    assert.match(refusal(torchLines({ architecture: 'resnet50' }), { order: 'conv-conv-conv-conv-add' }), /has 4 convs; a bottleneck unit of resnet50 has three/);
  });
});

describe('weights: tensors of no network here', () => {
  it('what is missing, unexpected and of another shape is listed against the nearest architecture', () => {
    const lines = torchLines({ architecture: 'resnet34' })
      .filter(([name]) => name !== 'layer3.2.bn1.running_mean')
      .map(([name, shape]): Line => (name === 'layer4.1.conv1.weight' ? [name, [512, 512, 5, 5]] : [name, shape]));
    lines.push(['layer2.1.drop.rate', [1]]);
    const text = refusal(lines);
    assert.match(text, /^\/weights\/some\.file: not a network that is known here; the nearest is ResNet-34 \(resnet34\) with order original and 1000 classes\.\n/);
    assert.match(text, /\n {2}missing: layer3\.2\.bn1\.running_mean \[256\]\n {2}unexpected: layer2\.1\.drop\.rate \[1\]\n {2}of another shape: layer4\.1\.conv1\.weight \[512, 512, 5, 5\] instead of \[512, 512, 3, 3\]\n/);
    assert.match(text, /--architecture/);
  });

  it('other numbers of units: the nearest is named', () => {
    const lines = torchLines({ architecture: 'resnet20' }).filter(([name]) => !/layer[123]\.2\./.test(name));
    // Two units a stage are resnet14.
    assert.deepEqual(recogniseNetwork(dictOf(lines)).network, { architecture: 'resnet14' });
    const uneven = torchLines({ architecture: 'resnet101' }).filter(([name]) => !/layer3\.22\./.test(name));
    assert.match(refusal(uneven), /the nearest is ResNet-101 \(resnet101\)[^]*missing: layer3\.22\.conv1\.weight \[256, 1024, 1, 1\]/);
  });

  it('a backbone without its classifier', () => {
    assert.match(refusal(torchLines({ architecture: 'resnet50' }).filter(([name]) => !name.startsWith('fc.'))), /it has no classifier \("fc\.weight" is missing\): a backbone alone names no classes/);
  });

  it('another kind of network, an empty file', () => {
    assert.match(refusal([['features.0.weight', [64, 3, 3, 3]], ['classifier.0.weight', [10, 64]]]), /not called as those of a residual network are; the first is "features\.0\.weight"/);
    assert.match(refusal([]), /there is no tensor in it/);
  });

  it('two names for one tensor', () => {
    assert.match(refusal([['a/conv1_conv/kernel', [7, 7, 3, 64]], ['b/conv1_conv/kernel', [7, 7, 3, 64]]]), /"a\/conv1_conv\/kernel" and "b\/conv1_conv\/kernel" are both the tensor conv1\.weight/);
  });
});

describe('weights: hostile names and shapes end in an error soon', function () {
  this.timeout(20_000);
  const net = torchLines({ architecture: 'resnet18' });
  const but = (name: string, shape: readonly number[]): Line[] => net.map(([each, own]) => [each, each === name ? shape : own]);

  const cases: Record<string, () => readonly Line[]> = {
    'tens of thousands of units': () => [...net, ...Array.from({ length: 49_000 }, (_, i): Line => [`layer4.${i + 2}.conv1.weight`, [512, 512, 3, 3]])],
    'unit 999999999': () => [...net, ['layer1.999999999.conv1.weight', [1]]],
    'stage 99999': () => [...net, ['layer99999.0.conv1.weight', [1]]],
    'a name of a million characters': () => [...net, ['x'.repeat(1_000_000), [1]]],
    'names that regular expressions dislike': () => Array.from({ length: 20_000 }, (_, i): Line => [`${'bn1.'.repeat(200)}${i}.bias`, [1]]),
    'a negative shape': () => but('conv1.weight', [64, -3, 7, 7]),
    'a fraction of a shape': () => but('fc.bias', [0.5]),
    'a shape beyond all memory': () => but('fc.weight', [2 ** 40, 512]),
    'no classes': () => but('fc.weight', [0, 512]),
    'too many channels': () => but('conv1.weight', [64, 2 ** 30, 7, 7]),
    'a shape of a thousand dimensions': () => but('fc.weight', Array.from({ length: 1000 }, () => 1)),
    'a scalar for a conv': () => but('layer1.0.conv1.weight', []),
    'groups of no channels': () => torchLines({ architecture: 'resnet50' }).map(([name, shape]) => [name, name === 'layer1.0.conv2.weight' ? [64, 0, 3, 3] : shape]),
    'names of an object’s own': () => ['__proto__', 'constructor', 'toString', 'a/constructor', 'a/kernel'].map((name): Line => [name, [1]]),
  };
  for (const [title, lines] of Object.entries(cases)) {
    it(title, () => {
      const dict = dictOf(lines());
      const started = performance.now();
      const text = refusalOf(dict);
      assert.ok(performance.now() - started < 5000, `${Math.round(performance.now() - started)} ms`);
      assert.ok(text.length < 6000, text.slice(0, 300));
    });
  }

  it('a million names', () => {
    const tensor = { shape: [1], type: 'F32', values: () => new Float32Array(1) };
    const tensors = new Map<string, typeof tensor>();
    for (let i = 0; i < 1_000_000; i++) tensors.set(`layer1.${i}.conv1.weight`, tensor);
    const started = performance.now();
    assert.match(refusalOf({ ...dictOf([]), tensors }), /it has 1000000 tensors; a network has 50000 at most/);
    assert.ok(performance.now() - started < 1000);
  });

  it('values that are fewer than their shape says', () => {
    const dict = dictOf(torchLines({ architecture: 'resnet8' }));
    const short = { shape: [10], type: 'F32', values: () => new Float32Array(9) };
    assert.throws(() => recognise({ ...dict, tensors: new Map([...dict.tensors, ['fc.bias', short]]) }), /"fc\.bias" holds 9 values; its shape asks for 10/);
  });
});
