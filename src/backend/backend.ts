import type { Operations, Value } from './operations';

export type BackendName = 'tensorflow' | 'wasm';

/** Whether the variables of a process ever change once a program has run over them. */
export type WeightUse = 'change' | 'stay';

/** A tensor on the host. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export interface VariableSpec {
  readonly name: string;
  /** In the backend's layout (HWIO, [in, out]). */
  readonly shape: readonly number[];
}

export interface InputSpec {
  readonly shape: readonly number[];
  readonly type: 'float32' | 'int32';
}

/**
 * A step written once for any backend: inputs by name in, outputs by name out; variables are read and updated on the way.
 */
export interface Program {
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** `wanted` names the outputs that this run is about, where a backend computes at once; without it all are. */
  build<V extends Value>(operations: Operations<V>, inputs: Readonly<Record<string, V>>, wanted?: readonly string[]): Record<string, V>;
}

/** Programs over shared variables, ready to run. */
export interface Executable {
  /** Runs a program. `fetch` names the outputs wanted: all, unless given. */
  run(program: string, feeds: Readonly<Record<string, HostTensor>>, fetch?: readonly string[]): Record<string, HostTensor>;
  read(names: readonly string[]): Map<string, HostTensor>;
  write(values: ReadonlyMap<string, HostTensor>): void;
  /** Tensors alive in the backend, for leak tests. */
  tensorCount(): number;
  dispose(): void;
}

export interface Backend {
  readonly name: BackendName;
  /** Versions of what computes, to be recorded with results. */
  readonly versions: Readonly<Record<string, string>>;
  /** `constants` are read by name as variables are, and stay as they are given. */
  prepare(variables: readonly VariableSpec[], programs: Readonly<Record<string, Program>>, constants?: ReadonlyMap<string, HostTensor>): Executable;
}
