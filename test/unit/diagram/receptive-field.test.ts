import assert from 'node:assert/strict';
import { receptiveFields } from '../../../src/diagram/receptive-field';
import { buildGraph } from '../../../src/resnet/build';
import type { Graph, Layer, NetworkOptions } from '../../../src/resnet/graph';

/** Places along one axis of a layer's input that a place of its output reads; the axis has no ends. */
function reads(layer: Layer, place: number): number[] {
  const window = (kernel: number, stride: number, padding: number, dilation: number): number[] => Array.from({ length: kernel }, (_, tap) => place * stride - padding + tap * dilation);
  if (layer.kind === 'conv') return window(layer.geometry.kernel, layer.geometry.stride, layer.geometry.padding, layer.geometry.dilation);
  if (layer.kind === 'maxpool') return window(layer.geometry.kernel, layer.geometry.stride, layer.geometry.padding, 1);
  return [layer.kind === 'pad-shortcut' ? place * layer.stride : place];
}

/** First and last pixel that a place of a layer's output depends on, by following every path back to the image. */
function pixels(graph: Graph, target: number, place: number): [number, number] {
  const needed = new Map([[target, new Set([place])]]);
  for (let index = target; index > 0; index--) {
    const layer = graph.layers[index];
    for (const each of needed.get(index) ?? []) {
      for (const input of layer?.inputs ?? []) {
        const places = needed.get(input) ?? new Set();
        for (const read of layer === undefined ? [] : reads(layer, each)) places.add(read);
        needed.set(input, places);
      }
    }
  }
  const image = [...(needed.get(0) ?? [])];
  return [Math.min(...image), Math.max(...image)];
}

function checkAgainstPaths(options: NetworkOptions): void {
  const graph = buildGraph(options);
  const fields = receptiveFields(graph);
  graph.layers.forEach((layer, index) => {
    if (!['conv', 'maxpool', 'add', 'pad-shortcut'].includes(layer.kind)) return;
    const [first, last] = pixels(graph, index, 0);
    const [next] = pixels(graph, index, 1);
    assert.deepEqual(fields[index], { field: last - first + 1, jump: next - first }, layer.name);
  });
}

/** Receptive field of the last addition. */
function atTheEnd(options: NetworkOptions): number | undefined {
  const graph = buildGraph(options);
  return receptiveFields(graph)[graph.layers.findLastIndex(({ kind }) => kind === 'add')]?.field;
}

describe('receptiveFields', function () {
  this.timeout(20_000);

  it('are what following every path back to the image comes to', () => {
    checkAgainstPaths({ architecture: 'resnet18' });
    checkAgainstPaths({ architecture: 'resnet50' });
    checkAgainstPaths({ architecture: 'resnet50', replaceStrideWithDilation: [false, true, true] });
    checkAgainstPaths({ architecture: 'resnet20', order: 'full-preact' });
    checkAgainstPaths({ architecture: 'resnet14', shortcut: 'C' });
    checkAgainstPaths({ architecture: 'plain20' });
  });

  it('of known networks: 435 for ResNet-18, 899 for ResNet-34, 427 for ResNet-50 with its stride on the 3×3', () => {
    assert.equal(atTheEnd({ architecture: 'resnet18' }), 435);
    assert.equal(atTheEnd({ architecture: 'resnet34' }), 899);
    // 11 before layer1 with jump 4; each 3×3 adds 2 jumps of its input: 3·8, then 8 + 3·16, 16 + 5·32, 32 + 2·64.
    assert.equal(atTheEnd({ architecture: 'resnet50' }), 11 + 24 + 56 + 176 + 160);
  });

  it('is the whole image from the average pool on', () => {
    const graph = buildGraph({ architecture: 'resnet20', input: { height: 24, width: 40, channels: 1 } });
    assert.deepEqual(receptiveFields(graph).slice(-3), Array(3).fill({ field: 40, jump: 40 }));
  });
});
