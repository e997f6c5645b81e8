import { t } from '../base/l10n';
import type { FileFacts } from '../data/catalogue';

/** One file of a Python package index. */
export interface WheelFile extends FileFacts {
  /** As pip takes it: `name==version`. */
  requirement: string;
  /** Where the index itself keeps the file. */
  url: string;
}

/** A Python wheel as a carrier of libraries and headers; nothing in it is run by Python. */
export interface WheelRecipe extends WheelFile {
  /** Members that are libraries; they are kept under their own names. */
  libraries: readonly string[];
  /** Members that are headers: the first group is the path below the include folder. Its form leaves no room for `..` or an absolute path. */
  headers: RegExp;
  /** What is kept has this many bytes, unpacked. */
  unpackedBytes: number;
}

/** PyPI's tensorflow-cpu 2.21.0 for Linux on x86-64 with glibc 2.27 or later; its size and SHA-256 as PyPI lists them, its address made of its BLAKE2b hash as PyPI makes it. */
export const TENSORFLOW_WHEEL: WheelRecipe = {
  requirement: 'tensorflow-cpu==2.21.0',
  name: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  url: 'https://files.pythonhosted.org/packages/59/03/9a99555a762de8cd4a405efbd39a732d926d8e58791441889560b7675b3e/tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  bytes: 273_829_956,
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  libraries: ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'],
  headers: /^tensorflow\/include\/((?:tensorflow\/c|tensorflow\/core\/(?:framework|lib|platform|protobuf|util)|tsl|xla\/tsl|absl|google\/protobuf|ml_dtypes|Eigen|unsupported\/Eigen)\/(?:\w+\/)*\w+(?:\.\w+)*)$/,
  unpackedBytes: 853_308_936,
};

/** A system as far as the wheel cares; `glibc` is absent where the C library is another one. */
export interface System {
  platform: string;
  arch: string;
  glibc?: string | undefined;
}

export function thisSystem(): System {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return { platform: process.platform, arch: process.arch, glibc: header?.glibcVersionRuntime };
}

/** Why the wheel's libraries can't be used on a system, as a sentence; undefined where they can. */
export function wheelBarred({ platform, arch, glibc }: System): string | undefined {
  if (platform !== 'linux' || arch !== 'x64') return t("TensorFlow's wheel is used on Linux x64 only; this is {0} {1}.", platform, arch);
  if (glibc === undefined) return t("TensorFlow's wheel needs glibc; this system uses another C library (musl).");
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  return major < 2 || (major === 2 && minor < 27) ? t("TensorFlow's wheel needs glibc 2.27 or later; this system has {0}.", glibc) : undefined;
}
