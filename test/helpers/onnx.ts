import * as protobuf from 'google-protobuf';

declare module 'google-protobuf' {
  export class BinaryReader {
    constructor(bytes: Uint8Array);
    nextField(): boolean;
    getFieldNumber(): number;
    getWireType(): number;
    readUint64(): number;
    readBytes(): Uint8Array;
    skipField(): void;
  }
}

/** A message's fields by number: numbers, and the bytes of whatever has a length. Fields of other kinds (floats) are passed over. */
export class Message {
  private readonly fields = new Map<number, (number | Uint8Array)[]>();

  constructor(bytes: Uint8Array) {
    const reader = new protobuf.BinaryReader(bytes);
    while (reader.nextField()) {
      const values = this.fields.get(reader.getFieldNumber()) ?? [];
      this.fields.set(reader.getFieldNumber(), values);
      if (reader.getWireType() === 0) values.push(reader.readUint64());
      else if (reader.getWireType() === 2) values.push(reader.readBytes());
      else reader.skipField();
    }
  }

  numbers(field: number): number[] {
    return (this.fields.get(field) ?? []).filter((value) => typeof value === 'number');
  }

  bytes(field: number): Uint8Array[] {
    return (this.fields.get(field) ?? []).filter((value) => typeof value !== 'number');
  }

  messages(field: number): Message[] {
    return this.bytes(field).map((value) => new Message(value));
  }

  texts(field: number): string[] {
    return this.bytes(field).map((value) => new TextDecoder('utf-8', { fatal: true }).decode(value));
  }

  text(field: number): string {
    return this.texts(field)[0] ?? '';
  }
}
