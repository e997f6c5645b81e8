import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
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
