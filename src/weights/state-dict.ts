/** A tensor as a file holds it, not yet read as numbers. */
export interface StoredTensor {
  /** Torch's order of dimensions in `.pth` and `.safetensors`; as the file has it in a tfjs model (HWIO, [in, out]). */
  readonly shape: readonly number[];
  /** The file's own word for the type: `F16`, `BF16`, `HalfStorage`, `float32`, … */
  readonly type: string;
  /** Its values as 32-bit floats, row-major; made anew by each call. */
  values(): Float32Array;
}

/** Named tensors of a file that somebody else wrote. */
export interface StateDict {
  readonly format: 'safetensors' | 'pth' | 'tfjs';
  /** Full path, for messages. */
  readonly file: string;
  /** By the names in the file, wrappers such as `state_dict` and `module.` taken off. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Texts beside them: safetensors' `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
}
