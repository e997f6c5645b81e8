import * as tf from '@tensorflow/tfjs-core';
import type { HostTensor, VariableSpec } from '../backend';

/** Variables on the host, with a tensor for those that operations read; optimiser tensors never leave the host. Constants are tensors only. */
export class Variables {
  private readonly values = new Map<string, Float32Array>();
  private readonly shapes = new Map<string, number[]>();
  private readonly tensors = new Map<string, tf.Tensor>();
  private readonly owned = new Set<tf.Tensor>();

  constructor(specs: readonly VariableSpec[], constants: ReadonlyMap<string, HostTensor> = new Map()) {
    for (const [name, { shape, data }] of constants) this.keep(name, tf.tensor(data, [...shape]));
    for (const { name, shape } of specs) {
      this.shapes.set(name, [...shape]);
      this.values.set(name, new Float32Array(shape.reduce((a, b) => a * b, 1)));
    }
  }

  /** The tensor of a variable, made anew after a change; it stays the variable's. */
  tensor(name: string): tf.Tensor {
    const known = this.tensors.get(name);
    if (known !== undefined) return known;
    return this.keep(name, tf.tensor(Float32Array.from(this.host(name)), this.shape(name)));
  }

  /** The values themselves: whoever writes to them says `changed`. */
  host(name: string): Float32Array {
    const values = this.values.get(name);
    if (values === undefined) throw new Error(`no variable "${name}"`);
    return values;
  }

  shape(name: string): number[] {
    const shape = this.shapes.get(name);
    if (shape === undefined) throw new Error(`no variable "${name}"`);
    return shape;
  }

  changed(name: string): void {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) return;
    this.tensors.delete(name);
    this.owned.delete(tensor);
    tensor.dispose();
  }

  /** value ← (1 − weight)·value + weight·scale·target. */
  moveTowards(name: string, target: Float32Array, weight: number, scale: number): void {
    const values = this.host(name);
    for (let i = 0; i < values.length; i++) values[i] = (1 - weight) * (values[i] as number) + weight * scale * (target[i] as number);
    this.changed(name);
  }

  owns(tensor: tf.Tensor): boolean {
    return this.owned.has(tensor);
  }

  private keep(name: string, tensor: tf.Tensor): tf.Tensor {
    this.tensors.set(name, tf.keep(tensor));
    this.owned.add(tensor);
    return tensor;
  }

  dispose(): void {
    for (const name of [...this.tensors.keys()]) this.changed(name);
  }
}
