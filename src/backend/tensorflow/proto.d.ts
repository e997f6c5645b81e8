/** The part of tfjs-node's generated protobuf classes (google-protobuf) that a GraphDef needs. */
declare module '@tensorflow/tfjs-node/dist/proto/api_pb.js' {
  class Message {
    serializeBinary(): Uint8Array;
  }
  export class TensorShape extends Message {
    addDim(): TensorShape.Dim;
    setUnknownRank(value: boolean): void;
  }
  export namespace TensorShape {
    class Dim extends Message {
      setSize(value: number): void;
    }
  }
  export class Tensor extends Message {
    setDtype(value: number): void;
    setTensorShape(value: TensorShape): void;
    setTensorContent(value: Uint8Array): void;
  }
  export class AttrValue extends Message {
    setS(value: Uint8Array | string): void;
    setI(value: number): void;
    setF(value: number): void;
    setB(value: boolean): void;
    setType(value: number): void;
    setShape(value: TensorShape): void;
    setTensor(value: Tensor): void;
    setList(value: AttrValue.ListValue): void;
  }
  export namespace AttrValue {
    class ListValue extends Message {
      setIList(value: number[]): void;
    }
  }
  export class NodeDef extends Message {
    setName(value: string): void;
    setOp(value: string): void;
    setInputList(value: string[]): void;
    getAttrMap(): { set(key: string, value: AttrValue): void };
  }
  export class VersionDef extends Message {
    setProducer(value: number): void;
  }
  export class GraphDef extends Message {
    setNodeList(value: NodeDef[]): void;
    setVersions(value: VersionDef): void;
  }
  export class MetaGraphDef extends Message {
    setMetaInfoDef(value: MetaGraphDef.MetaInfoDef): void;
    setGraphDef(value: GraphDef): void;
  }
  export namespace MetaGraphDef {
    class MetaInfoDef extends Message {
      addTags(value: string): void;
    }
  }
  export class SavedModel extends Message {
    setSavedModelSchemaVersion(value: number): void;
    addMetaGraphs(value: MetaGraphDef): void;
  }
  export const DataType: Readonly<Record<'DT_FLOAT' | 'DT_INT32' | 'DT_BOOL' | 'DT_RESOURCE', number>>;
}
