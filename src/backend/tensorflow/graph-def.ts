import * as pb from '@tensorflow/tfjs-node/dist/proto/api_pb.js';

/** A node's attribute, by the kinds that our operations use. */
export type Attribute =
  | { readonly type: 'float32' | 'int32' | 'bool' | 'resource' }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly shape: readonly number[] }
  | { readonly tensor: Float32Array | Int32Array; readonly dims: readonly number[] };

const TYPES = { float32: pb.DataType.DT_FLOAT, int32: pb.DataType.DT_INT32, bool: pb.DataType.DT_BOOL, resource: pb.DataType.DT_RESOURCE };
/** The GraphDef version that the ops' semantics are pinned to (TensorFlow 2.9 and later read it). */
const PRODUCER = 1087;
export const TAG = 'serve';

export interface GraphNode {
  readonly op: string;
  readonly name: string;
  /** `node`, `node:1`, or `^node` for control. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** Nodes of a TensorFlow graph, appended one by one. */
export class GraphDef {
  private nodes: GraphNode[] = [];
  private readonly names = new Map<string, number>();

  /** Appends a node and returns its name, made unique. */
  node(op: string, name: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>>): string {
    const unique = this.unique(name);
    this.nodes.push({ op, name: unique, inputs, attributes });
    return unique;
  }

  /** Puts other nodes in the place of all that are there. */
  rewrite(change: (nodes: readonly GraphNode[]) => GraphNode[]): void {
    this.nodes = change(this.nodes);
  }

  /** The bytes of a SavedModel that holds the graph and no variables. */
  savedModel(): Uint8Array {
    const graph = new pb.GraphDef();
    graph.setNodeList(this.nodes.map(nodeDef));
    const versions = new pb.VersionDef();
    versions.setProducer(PRODUCER);
    graph.setVersions(versions);
    const info = new pb.MetaGraphDef.MetaInfoDef();
    info.addTags(TAG);
    const meta = new pb.MetaGraphDef();
    meta.setMetaInfoDef(info);
    meta.setGraphDef(graph);
    const model = new pb.SavedModel();
    model.setSavedModelSchemaVersion(1);
    model.addMetaGraphs(meta);
    return model.serializeBinary();
  }

  private unique(name: string): string {
    const n = this.names.get(name) ?? 0;
    this.names.set(name, n + 1);
    return n === 0 ? name : `${name}__${n}`;
  }
}

function nodeDef({ op, name, inputs, attributes }: GraphNode): pb.NodeDef {
  const node = new pb.NodeDef();
  node.setName(name);
  node.setOp(op);
  node.setInputList([...inputs]);
  const map = node.getAttrMap();
  for (const [key, value] of Object.entries(attributes)) map.set(key, attrValue(value));
  return node;
}

function attrValue(attribute: Attribute): pb.AttrValue {
  const value = new pb.AttrValue();
  if ('type' in attribute) value.setType(TYPES[attribute.type]);
  else if ('int' in attribute) value.setI(attribute.int);
  else if ('float' in attribute) value.setF(attribute.float);
  else if ('bool' in attribute) value.setB(attribute.bool);
  else if ('text' in attribute) value.setS(new TextEncoder().encode(attribute.text));
  else if ('shape' in attribute) value.setShape(tensorShape(attribute.shape));
  else if ('ints' in attribute) {
    const list = new pb.AttrValue.ListValue();
    list.setIList([...attribute.ints]);
    value.setList(list);
  } else value.setTensor(tensorProto(attribute.tensor, attribute.dims));
  return value;
}

function tensorShape(dims: readonly number[]): pb.TensorShape {
  const shape = new pb.TensorShape();
  for (const size of dims) shape.addDim().setSize(size);
  return shape;
}

function tensorProto(data: Float32Array | Int32Array, dims: readonly number[]): pb.Tensor {
  const tensor = new pb.Tensor();
  tensor.setDtype(data instanceof Float32Array ? TYPES.float32 : TYPES.int32);
  tensor.setTensorShape(tensorShape(dims));
  tensor.setTensorContent(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return tensor;
}
