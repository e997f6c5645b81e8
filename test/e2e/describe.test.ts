import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { eachBackend } from '../helpers/backends';
import { resnetLab, scratch } from './support';

interface Description {
  readonly architecture: string;
  readonly order: string;
  readonly input: readonly number[];
  readonly classes: number;
  readonly parameters: number;
  readonly macs: number;
  readonly layers: readonly { name: string; kind: string; output: readonly number[]; parameters: number; macs: number }[];
}

interface Doctor {
  readonly backend: string;
  readonly reason: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly threads: number;
  readonly improve: readonly { what: string; command: string }[];
}

describe('describe and doctor', function () {
  this.timeout(60_000);
  const folder = scratch();
  async function json<T>(args: readonly string[], env: Record<string, string> = {}): Promise<T> {
    const { code, stdout, stderr } = await resnetLab([...args, '--json'], { cwd: folder.path, env });
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trim().split('\n').length, 1);
    return JSON.parse(stdout) as T;
  }

  it('describe --json: one document, with torchvision\'s names', async () => {
    const { architecture, order, input, classes, parameters, macs, layers } = await json<Description>(['describe', 'resnet50']);
    assert.deepEqual([architecture, order, input, classes, parameters], ['resnet50', 'original', [3, 224, 224], 1000, 25_557_032]);
    assert.equal((macs / 1e9).toFixed(2), '4.09');
    const sum = (key: 'parameters' | 'macs'): number => layers.reduce((total, layer) => total + layer[key], 0);
    assert.deepEqual([sum('parameters'), sum('macs')], [parameters, macs]);
    const layer = layers.find(({ name }) => name === 'layer1.0.conv2');
    assert.deepEqual([layer?.kind, layer?.parameters, layer?.macs], ['conv', 36_864, 36_864 * 56 * 56]);
    assert.deepEqual([...(layer?.output ?? [])].sort((a, b) => a - b), [56, 56, 64]);
    for (const name of ['conv1', 'bn1', 'layer4.2.bn3', 'layer2.0.downsample.0', 'fc']) assert.ok(layers.some((each) => each.name === name), name);
  });

  it('describe: the paper\'s table, and with --layers every layer', async () => {
    const { stdout } = await resnetLab(['describe', 'resnet50'], { cwd: folder.path });
    assert.match(stdout, /25,557,032 parameters, 4\.089 GMACs/);
    for (const part of ['conv1', 'conv2_x', 'conv3_x', 'conv4_x', 'conv5_x']) assert.match(stdout, new RegExp(`^${part} `, 'm'));
    const { stdout: all } = await resnetLab(['describe', 'resnet20', '--layers', '--order', 'full-preact', '--input', '1x28x28'], { cwd: folder.path });
    assert.match(all, /^layer3\.2\.conv2 /m);
  });

  it('describe --svg --tikz --expand: figures in files, the table as before', async () => {
    const { code, stdout, stderr } = await resnetLab(['describe', 'resnet152', '--svg', 'figure.svg', '--tikz', 'figure.tex', '--expand', 'conv4_x,layer2.3', '--json'], { cwd: folder.path });
    assert.deepEqual([code, stderr], [0, 'Drawn: figure.svg\nDrawn: figure.tex\n']);
    assert.equal((JSON.parse(stdout) as Description).architecture, 'resnet152');
    const svg = readFileSync(join(folder.path, 'figure.svg'), 'utf8');
    for (const title of ['conv4_x × 36', 'layer3.1–35 × 35', 'layer2.1–7 × 7', '1×1, 128 → 28×28×128']) assert.ok(svg.includes(`>${title}</text>`), title);
    assert.ok(!svg.includes('data-id="layer3.1.conv1"'));
    assert.match(readFileSync(join(folder.path, 'figure.tex'), 'utf8'), /\\documentclass\[tikz[^]*\{conv4\\_x \$\\times\$ 36\}[^]*\\end\{document\}/);
  });

  it('describe: a figure that cannot be drawn names what is wrong and what to do', async () => {
    const fails = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await resnetLab(['describe', 'resnet18', ...args], { cwd: folder.path });
      assert.deepEqual([code, stdout], [2, '']);
      return stderr;
    };
    assert.match(await fails('--svg', 'none/figure.svg'), /none\/figure\.svg: the figure cannot be written: there is no such folder\. Name a file in a folder that exists/);
    assert.match(await fails('--tikz', 'a.tex', '--expand', 'conv3x'), /--expand: resnet18 has no stage and no unit "conv3x"\. Did you mean "conv3_x"\?/);
    assert.match(await fails('--expand', 'all'), /no figure is asked for\. Add --svg FILE or --tikz FILE\./);
  });

  eachBackend((backend) => {
    it(`doctor --json on ${backend}`, async () => {
      const { reason, versions, threads, ...report } = await json<Doctor>(['doctor'], { RESNET_LAB_BACKEND: backend });
      assert.equal(report.backend, backend);
      assert.match(reason, backend === 'wasm' ? /RESNET_LAB_BACKEND asks for it/ : /^TensorFlow \d+\.\d+\.\d+ works here\.$/);
      assert.equal(versions['node'], process.versions.node);
      assert.equal(threads, backend === 'wasm' ? 1 : availableParallelism());
    });
  });

  it('doctor says what to do where the native library does not work', async () => {
    const { backend, reason, improve } = await json<Doctor>(['doctor'], { RESNET_LAB_BACKEND: '', RESNET_LAB_ADDON: folder.write('broken.node', 'not a library') });
    assert.equal(backend, 'wasm');
    assert.match(reason, /broken\.node does not work/);
    assert.ok(improve.some(({ command }) => command === 'resnet-lab engine install'));
  });
});
