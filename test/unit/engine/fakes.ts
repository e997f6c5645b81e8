import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageFolder } from '../../../src/backend/tensorflow/addon';
import type { WheelRecipe } from '../../../src/engine/tensorflow-wheel';

/** A native addon that answers the library's test as told: with the right sum, a wrong one, or by crashing. */
export function compileAddon(target: string, behaviour: 'right' | 'wrong' | 'crash'): boolean {
  const source = `
    #include <node_api.h>
    #include <stdlib.h>
    static napi_value one(napi_env e, napi_callback_info i) { napi_value v; napi_create_int32(e, 1, &v); return v; }
    static napi_value run(napi_env e, napi_callback_info i) {
      ${behaviour === 'crash' ? 'abort();' : ''}
      napi_value list, item, id; napi_create_array(e, &list); napi_create_object(e, &item); napi_create_int32(e, 7, &id);
      napi_set_named_property(e, item, "id", id); napi_set_element(e, list, 0, item); return list; }
    static napi_value data(napi_env e, napi_callback_info i) {
      napi_value list, v; napi_create_array(e, &list); napi_create_int32(e, ${behaviour === 'wrong' ? 44 : 45}, &v); napi_set_element(e, list, 0, v); return list; }
    NAPI_MODULE_INIT() {
      napi_value v;
      napi_create_function(env, "f", 1, one, 0, &v); napi_set_named_property(env, exports, "createTensor", v);
      napi_create_function(env, "f", 1, run, 0, &v); napi_set_named_property(env, exports, "executeOp", v);
      napi_create_function(env, "f", 1, data, 0, &v); napi_set_named_property(env, exports, "tensorDataSync", v);
      napi_create_string_utf8(env, "0.0.1-fake", NAPI_AUTO_LENGTH, &v); napi_set_named_property(env, exports, "TF_Version", v);
      return exports;
    }`;
  return compile(source, target);
}

/** An addon of our own that cannot tell oneDNN of the caches. */
export function compileHelplessAddon(target: string): boolean {
  const source = `
    #include <node_api.h>
    static napi_value no(napi_env e, napi_callback_info i) { napi_value v; napi_get_boolean(e, 0, &v); return v; }
    NAPI_MODULE_INIT() {
      napi_value v;
      napi_create_function(env, "f", 1, no, 0, &v); napi_set_named_property(env, exports, "tellCaches", v);
      return exports;
    }`;
  return compile(source, target);
}

function compile(source: string, target: string): boolean {
  const headers = join(packageFolder('node-api-headers') ?? '', 'include');
  return spawnSync('cc', ['-shared', '-fPIC', `-I${headers}`, '-x', 'c', '-', '-o', target], { input: source }).status === 0;
}

/** A zip file whose members are stored as they are. */
export function zip(members: Record<string, string>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(members)) {
    const [file, data] = [Buffer.from(name), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(file.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, file, data]);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, where, file]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function crc32(data: Buffer): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** A program on the fake PATH, written in JavaScript. */
export async function program(folder: string, name: string, body: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await rm(join(folder, name), { force: true });
  await writeFile(join(folder, name), `#!${process.execPath}\n${body}\n`);
  await chmod(join(folder, name), 0o755);
}

/** A pip that notes each call in `log` and puts `wheel` where it was told to. */
export function pipBody(wheel: string, log: string, name = WHEEL_NAME): string {
  return `const fs = require('fs');
    fs.appendFileSync(${JSON.stringify(log)}, process.argv.slice(2).join(' ') + '\\n');
    const dest = process.argv[process.argv.indexOf('--dest') + 1];
    fs.copyFileSync(${JSON.stringify(wheel)}, dest + '/${name}');`;
}

/** A compiler whose every product is `addon`. */
export function compilerBody(addon: string): string {
  return `const out = process.argv.indexOf('-o');
    if (out > 0) require('fs').copyFileSync(${JSON.stringify(addon)}, process.argv[out + 1]);`;
}

export const WHEEL_NAME = 'fake-1.0-py3-none-any.whl';

/** What to expect of a wheel file; its libraries are those of `members`. */
export async function recipeOf(wheel: string, url = 'http://127.0.0.1:9/fake.whl'): Promise<WheelRecipe> {
  const content = await readFile(wheel);
  return {
    requirement: 'fake==1.0',
    name: WHEEL_NAME,
    url,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    libraries: ['fake/libfake.so.2'],
    headers: /^fake\/include\/((?:\w+\/)*\w+\.h)$/,
    unpackedBytes: 1000,
  };
}

/** How often a fake program was called. */
export async function calls(log: string): Promise<number> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.split('\n').length - 1;
}
