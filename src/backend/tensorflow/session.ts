import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend, Executable, HostTensor, Program, VariableSpec, WeightUse } from '../backend';
import { loadAddon, loadOwnAddon, type TensorFlowBinding, type TensorHandle } from './addon';
import { GraphDef, TAG } from './graph-def';
import { takesGroups } from './groups';
import { startOneDnn } from './onednn';
import { fuseTerms } from './own-conv';
import { Recorder } from './recorder';

/** One program in the graph: what to feed, what can be fetched. */
interface RecordedProgram {
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
  /** A node that depends on all the program's updates of variables. */
  readonly done: string | undefined;
}

const LAYER_POOL = 'layer-pool';

/** TensorFlow by tfjs-node's addon: programs are recorded into one graph, whose session runs each as one native call. */
export class TensorFlowBackend implements Backend {
  readonly name = 'tensorflow';
  readonly versions: Readonly<Record<string, string>>;
  private readonly binding: TensorFlowBinding;
  /** Whether sessions divide their layers' work by our own thread pool. */
  private readonly layerPool: boolean;
  /** Floats in the vectors of our own convolutions; 0 where they may not be used. */
  private readonly convLanes: number;
  /** Whether convolutions take groups, once that was tried. */
  private grouped: boolean | undefined;

  /** @throws LabError where the addon cannot be loaded. */
  constructor(
    addonPath: string,
    private readonly weights: WeightUse,
    private readonly threads: number,
  ) {
    this.binding = loadAddon(addonPath);
    this.versions = { tensorflow: this.binding.TF_Version };
    const own = loadOwnAddon(addonPath);
    this.layerPool = weights === 'stay' && threads > 1 && own !== undefined;
    this.convLanes = weights === 'stay' ? (own?.convLanes ?? 0) : 0;
    configure({ weights, threads, layerPool: this.layerPool });
    startOneDnn(this.binding, own);
  }

  prepare(variables: readonly VariableSpec[], programs: Readonly<Record<string, Program>>, constants: ReadonlyMap<string, HostTensor> = new Map()): Executable {
    return this.session(variables, programs, constants, () => (this.grouped ??= takesGroups((probe, values) => this.session([], probe, values, () => true))));
  }

  private session(variables: readonly VariableSpec[], programs: Readonly<Record<string, Program>>, constants: ReadonlyMap<string, HostTensor>, grouped: () => boolean): Executable {
    const graph = new GraphDef();
    // Constants are variables too: of a Const node TensorFlow makes ten copies and more while it prepares to run, two gigabytes for ResNet-50.
    const specs = [...variables, ...[...constants].map(([name, { shape }]) => ({ name, shape }))];
    const handles = new Map(specs.map((spec) => [spec.name, { handle: declare(graph, spec), spec }]));
    const fused = constants.size > 0;
    const recorderOf = (scope: string): Recorder => new Recorder(graph, scope, handles, grouped, fused ? this.convLanes : 0);
    const recorded = new Map(Object.entries(programs).map(([name, program]) => [name, record(graph, name, program, recorderOf, fused)]));
    const fetched = new Set([...recorded.values()].flatMap(({ outputs }) => [...outputs.values()]));
    graph.rewrite((nodes) => fuseTerms(nodes, fetched));
    if (this.layerPool) graph.node('ResNetLabLayerPool', LAYER_POOL, [], { threads: { int: this.threads } });
    const session = new Session(this.binding, load(this.binding, graph), new Set(handles.keys()), recorded, this.weights);
    if (this.layerPool) session.takeLayerPool();
    if (constants.size > 0) session.write(constants);
    return session;
  }
}

/** TensorFlow takes its thread pools, and whether filters are kept, from the environment when it first needs them; there is no other way through the addon. */
function configure({ weights, threads, layerPool }: { weights: WeightUse; threads: number; layerPool: boolean }): void {
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  // With -1 the thread that asks walks the graph itself.
  process.env['TF_NUM_INTEROP_THREADS'] = layerPool ? '-1' : '1';
  // The thread that asks for a layer computes its share, too; the layer pool sees to that in its own way.
  process.env['TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD'] = layerPool ? '0' : '1';
  process.env['TF_ONEDNN_ASSUME_FROZEN_WEIGHTS'] = weights === 'stay' ? '1' : '0';
}

/** A variable's handle, and the nodes by which the host reads and writes it. */
function declare(graph: GraphDef, { name, shape }: VariableSpec): string {
  const dtype = { type: 'float32' } as const;
  const handle = graph.node('VarHandleOp', `variable/${name}`, [], { dtype, shape: { shape }, shared_name: { text: name } });
  graph.node('ReadVariableOp', `read/${name}`, [handle], { dtype });
  const value = graph.node('Placeholder', `value/${name}`, [], { dtype, shape: { shape } });
  // A variable would keep the host's own memory, and let go of it on a thread of TensorFlow's, where JavaScript's must not be touched.
  const copy = graph.node('DeepCopy', `copy/${name}`, [value], { T: dtype });
  const assign = graph.node('AssignVariableOp', `assign/${name}`, [handle, copy], { dtype });
  marker(graph, `assigned/${name}`, [assign]);
  return handle;
}

/** A scalar that can be fetched and that runs the given nodes first. */
function marker(graph: GraphDef, name: string, after: readonly string[]): string {
  return graph.node('Const', name, after.map((node) => `^${node}`), { dtype: { type: 'float32' }, value: { tensor: Float32Array.of(0), dims: [] } });
}

/**
 * `fused`: whether additions may go into the convs before them. What TensorFlow fuses turns a NaN into 0 at the next relu: that is no matter for a trained
 * network that classifies, but what trains or measures must see that it has diverged.
 */
function record(graph: GraphDef, name: string, program: Program, recorderOf: (scope: string) => Recorder, fused: boolean): RecordedProgram {
  const recorder = recorderOf(name);
  const inputs = Object.entries(program.inputs).map(([input, spec]) => {
    const fed = graph.node('Placeholder', `${name}/input/${input}`, [], { dtype: { type: spec.type }, shape: { shape: spec.shape } });
    return { input, fed, value: fused ? recorder.input(fed, spec) : { tensor: fed, shape: spec.shape } };
  });
  const outputs = program.build(recorder, Object.fromEntries(inputs.map(({ input, value }) => [input, value])));
  return {
    inputs: new Map(inputs.map(({ input, fed }) => [input, fed])),
    outputs: new Map(Object.entries(outputs).map(([output, { tensor }]) => [output, tensor])),
    done: recorder.effects.length === 0 ? undefined : marker(graph, `${name}/done`, recorder.effects),
  };
}

/** TensorFlow takes a graph only as a SavedModel on disk; the folder is gone once the session has it. */
function load(binding: TensorFlowBinding, graph: GraphDef): number {
  const folder = mkdtempSync(join(tmpdir(), 'resnet-lab-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), graph.savedModel());
    return binding.loadSavedModel(folder, TAG);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Session implements Executable {
  /** Whether kernels may have put variables in an order of their own. */
  private ran = false;

  constructor(
    private readonly binding: TensorFlowBinding,
    private readonly id: number,
    private readonly variables: ReadonlySet<string>,
    private readonly programs: ReadonlyMap<string, RecordedProgram>,
    private readonly weights: WeightUse,
  ) {}

  run(name: string, feeds: Readonly<Record<string, HostTensor>>, fetch?: readonly string[]): Record<string, HostTensor> {
    const program = this.programs.get(name);
    if (program === undefined) throw new Error(`no program "${name}"`);
    const wanted = fetch ?? [...program.outputs.keys()];
    const fed = [...program.inputs].map(([input, node]) => [node, required(feeds[input], `input "${input}" of ${name}`)] as const);
    const fetched = wanted.map((output) => required(program.outputs.get(output), `output "${output}" of ${name}`));
    this.ran = true;
    const results = this.call(fed, program.done === undefined ? fetched : [...fetched, program.done]);
    return Object.fromEntries(wanted.map((output, i) => [output, results[i] as HostTensor]));
  }

  read(names: readonly string[]): Map<string, HostTensor> {
    const values = this.call([], names.map((name) => `read/${this.known(name)}`));
    return new Map(names.map((name, i) => [name, values[i] as HostTensor]));
  }

  write(values: ReadonlyMap<string, HostTensor>): void {
    if (this.ran && this.weights === 'stay') throw new Error('weights that were to stay are written again');
    const fed = [...values].map(([name, value]) => [`value/${this.known(name)}`, value] as const);
    this.call(fed, [...values.keys()].map((name) => `assigned/${name}`));
  }

  /** From now on, this session's layers are divided by the layer pool. */
  takeLayerPool(): void {
    this.call([], [LAYER_POOL]);
  }

  tensorCount(): number {
    return this.binding.getNumOfTensors();
  }

  dispose(): void {
    this.binding.deleteSavedModel(this.id);
  }

  /** One native call. The tensors that it makes on the way in and out are gone when it returns. */
  private call(feeds: readonly (readonly [string, HostTensor])[], fetch: readonly string[]): HostTensor[] {
    const { binding } = this;
    const fed: number[] = [];
    const results: TensorHandle[] = [];
    try {
      for (const [, { shape, data }] of feeds) fed.push(binding.createTensor(shape, data instanceof Int32Array ? binding.TF_INT32 : binding.TF_FLOAT, data));
      results.push(...binding.runSavedModel(this.id, fed, feeds.map(([node]) => `${node}:0`).join(','), fetch.map(withIndex).join(',')));
      return results.map(({ id, shape }) => ({ shape, data: binding.tensorDataSync(id) as Float32Array | Int32Array }));
    } finally {
      for (const id of fed) binding.deleteTensor(id);
      for (const { id } of results) binding.deleteTensor(id);
    }
  }

  private known(name: string): string {
    if (!this.variables.has(name)) throw new Error(`no variable "${name}"`);
    return name;
  }
}

function withIndex(tensor: string): string {
  return tensor.includes(':') ? tensor : `${tensor}:0`;
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no ${what}`);
  return value;
}
