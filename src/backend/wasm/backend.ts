import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { t } from '../../base/l10n';
import type { Backend, Executable, HostTensor, Program, VariableSpec } from '../backend';
import { WasmOperations } from './operations';
import { Variables } from './variables';

const WASM_FILE = 'tfjs-backend-wasm-simd.wasm';

/** TensorFlow.js's WebAssembly backend: runs anywhere, on one thread. @throws Error where WebAssembly with SIMD is missing. */
export async function wasmBackend(): Promise<Backend> {
  setWasmPaths(wasmFolder() + sep);
  if (!(await tf.setBackend('wasm'))) throw new Error(t('this Node cannot run the WebAssembly backend'));
  await tf.ready();
  return new WasmBackend();
}

/** Beside the bundle, or in the package where the sources run as they are. */
function wasmFolder(): string {
  if (existsSync(join(__dirname, WASM_FILE))) return __dirname;
  return dirname(createRequire(__filename).resolve(`@tensorflow/tfjs-backend-wasm/dist/${WASM_FILE}`));
}

class WasmBackend implements Backend {
  readonly name = 'wasm';
  readonly versions = { 'tfjs-backend-wasm': version_wasm };

  prepare(specs: readonly VariableSpec[], programs: Readonly<Record<string, Program>>, constants?: ReadonlyMap<string, HostTensor>): Executable {
    return new WasmExecutable(new Variables(specs, constants), programs);
  }
}

/** Runs programs by computing their operations; whatever a run makes is gone when it returns. */
class WasmExecutable implements Executable {
  private readonly operations: WasmOperations;

  constructor(
    private readonly variables: Variables,
    private readonly programs: Readonly<Record<string, Program>>,
  ) {
    this.operations = new WasmOperations(variables);
  }

  run(name: string, feeds: Readonly<Record<string, HostTensor>>, fetch?: readonly string[]): Record<string, HostTensor> {
    const program = this.programs[name];
    if (program === undefined) throw new Error(`no program "${name}"`);
    const results: Record<string, HostTensor> = {};
    tf.tidy(() => {
      const inputs = Object.fromEntries(Object.entries(program.inputs).map(([input, { type }]) => [input, fed(feeds[input], type, `input "${input}" of ${name}`)]));
      const outputs = program.build(this.operations, inputs, fetch);
      for (const output of fetch ?? Object.keys(outputs)) {
        const tensor = outputs[output];
        if (tensor === undefined) throw new Error(`no output "${output}" of ${name}`);
        results[output] = { shape: tensor.shape, data: tensor.dataSync() as Float32Array | Int32Array };
      }
    });
    return results;
  }

  read(names: readonly string[]): Map<string, HostTensor> {
    return new Map(names.map((name) => [name, { shape: this.variables.shape(name), data: Float32Array.from(this.variables.host(name)) }]));
  }

  write(values: ReadonlyMap<string, HostTensor>): void {
    for (const [name, { data }] of values) {
      this.variables.host(name).set(data);
      this.variables.changed(name);
    }
  }

  tensorCount(): number {
    return tf.memory().numTensors;
  }

  dispose(): void {
    this.variables.dispose();
  }
}

function fed(tensor: HostTensor | undefined, type: 'float32' | 'int32', what: string): tf.Tensor {
  if (tensor === undefined) throw new Error(`no ${what}`);
  return tf.tensor(tensor.data, [...tensor.shape], type);
}
