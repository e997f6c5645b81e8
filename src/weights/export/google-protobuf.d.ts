/** The part of google-protobuf's own writer that the messages of an ONNX model need. */
declare module 'google-protobuf' {
  export class BinaryWriter {
    writeInt32(field: number, value: number): void;
    writeInt64(field: number, value: number): void;
    writeRepeatedInt64(field: number, values: readonly number[]): void;
    writeFloat(field: number, value: number): void;
    writeString(field: number, value: string): void;
    writeRepeatedString(field: number, values: readonly string[]): void;
    writeBytes(field: number, value: Uint8Array): void;
    /** Not written where `value` is null or undefined. */
    writeMessage<T>(field: number, value: T, write: (value: T, writer: BinaryWriter) => void): void;
    writeRepeatedMessage<T>(field: number, values: readonly T[], write: (value: T, writer: BinaryWriter) => void): void;
    getResultBuffer(): Uint8Array;
  }
}
