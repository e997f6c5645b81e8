import * as protobuf from 'google-protobuf';
import { bytesOf } from './exported-model';

/** An attribute of a node, by ONNX's types. */
export type OnnxAttribute = { readonly float: number } | { readonly int: number } | { readonly ints: readonly number[] };

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** An input or output of 32-bit floats; a text stands for a dimension that is free. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly irVersion: number;
  readonly opset: number;
  readonly producer: { readonly name: string; readonly version: string };
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

type Writer = protobuf.BinaryWriter;

/** Field numbers and enumerations of `onnx.proto3`, those that are used. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, ints: 7 };
const DATA_TYPE = { float: 1, int64: 7 };

/** The bytes of a `ModelProto`. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const writer = new protobuf.BinaryWriter();
  writer.writeInt64(1, model.irVersion);
  writer.writeString(2, model.producer.name);
  writer.writeString(3, model.producer.version);
  writer.writeMessage(7, model, writeGraph);
  writer.writeMessage(8, model.opset, (opset, to) => {
    to.writeString(1, '');
    to.writeInt64(2, opset);
  });
  writer.writeRepeatedMessage(14, Object.entries(model.metadata), ([key, value], to) => {
    to.writeString(1, key);
    to.writeString(2, value);
  });
  return writer.getResultBuffer();
}

/** `GraphProto` */
function writeGraph(model: OnnxModel, to: Writer): void {
  to.writeRepeatedMessage(1, model.nodes, writeNode);
  to.writeString(2, model.name);
  to.writeRepeatedMessage(5, model.initializers, writeTensor);
  to.writeRepeatedMessage(11, model.inputs, writeValue);
  to.writeRepeatedMessage(12, model.outputs, writeValue);
}

/** `NodeProto` */
function writeNode({ name, operator, inputs, output, attributes = {} }: OnnxNode, to: Writer): void {
  to.writeRepeatedString(1, inputs);
  to.writeString(2, output);
  to.writeString(3, name);
  to.writeString(4, operator);
  to.writeRepeatedMessage(5, Object.entries(attributes), writeAttribute);
}

/** `AttributeProto` */
function writeAttribute([name, attribute]: [string, OnnxAttribute], to: Writer): void {
  to.writeString(1, name);
  if ('float' in attribute) {
    to.writeFloat(2, attribute.float);
    to.writeInt32(20, ATTRIBUTE_TYPE.float);
  } else if ('int' in attribute) {
    to.writeInt64(3, attribute.int);
    to.writeInt32(20, ATTRIBUTE_TYPE.int);
  } else {
    to.writeRepeatedInt64(8, attribute.ints);
    to.writeInt32(20, ATTRIBUTE_TYPE.ints);
  }
}

/** `TensorProto` */
function writeTensor({ name, shape, data }: OnnxTensor, to: Writer): void {
  to.writeRepeatedInt64(1, shape);
  to.writeInt32(2, data instanceof Float32Array ? DATA_TYPE.float : DATA_TYPE.int64);
  to.writeString(8, name);
  to.writeBytes(9, bytesOf(data));
}

/** `ValueInfoProto` > `TypeProto` > `TypeProto.Tensor` > `TensorShapeProto` > `Dimension` */
function writeValue({ name, shape }: OnnxValue, to: Writer): void {
  to.writeString(1, name);
  to.writeMessage(2, shape, (_, type) => {
    type.writeMessage(1, shape, (__, tensor) => {
      tensor.writeInt32(1, DATA_TYPE.float);
      tensor.writeMessage(2, shape, (___, dimensions) => {
        dimensions.writeRepeatedMessage(1, shape, (extent, dimension) => {
          if (typeof extent === 'number') dimension.writeInt64(1, extent);
          else dimension.writeString(2, extent);
        });
      });
    });
  });
}
