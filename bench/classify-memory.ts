import { execFileSync, spawn } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import { Random } from '../src/base/random';
import { initialWeights } from '../src/network/initialise';
import { buildGraph } from '../src/resnet/build';
import { exportModel } from '../src/weights/export/export-model';

/**
 * Resident memory while a folder of many images is classified by ResNet-18: of the program, and of the process that computes, after each tenth of them but the last.
 * npm run build, then: node --import tsx bench/classify-memory.ts [--images N]; needs `ps`.
 */
const [WIDTH, HEIGHT] = [500, 375];
const ARCHITECTURE = 'resnet18';

async function writePhotos(folder: string, images: number): Promise<void> {
  const random = new Random(1, 'photo');
  const coarse = Buffer.from(Array.from({ length: 3 * 100 * 75 }, () => Math.floor(256 * random.uniform())));
  const photo = (i: number): string => join(folder, `${String(i).padStart(5, '0')}.jpg`);
  await sharp(coarse, { raw: { width: 100, height: 75, channels: 3 } }).resize(WIDTH, HEIGHT, { kernel: 'cubic' }).jpeg({ quality: 90 }).toFile(photo(0));
  for (let i = 1; i < images; i++) linkSync(photo(0), photo(i));
}

async function writeModel(path: string): Promise<void> {
  const graph = buildGraph({ architecture: ARCHITECTURE });
  const preprocessing = { name: 'v1', resize: 256, crop: { height: 224, width: 224 }, channels: 3, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
  const labels = Array.from({ length: graph.options.classes }, (_, i) => `class ${i}`);
  await exportModel({ graph, weights: initialWeights(graph, 1), name: ARCHITECTURE, preprocessing, labels }, 'safetensors', path);
}

/** Megabytes that a process and its children hold. */
function resident(pid: number): { readonly program: number; readonly computing: number } {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' }).trim().split('\n').map((row) => row.trim().split(/\s+/).map(Number));
  const sum = (found: number[][]): number => Math.round(found.reduce((total, [, , kilobytes = 0]) => total + kilobytes, 0) / 1000);
  return { program: sum(rows.filter(([id]) => id === pid)), computing: sum(rows.filter(([, parent]) => parent === pid)) };
}

async function main(): Promise<void> {
  const at = process.argv.indexOf('--images');
  const images = at < 0 ? 10_000 : Number(process.argv[at + 1]);
  const folder = mkdtempSync(join(tmpdir(), 'resnet-lab-photos-'));
  try {
    mkdirSync(join(folder, 'photos'));
    await writePhotos(join(folder, 'photos'), images);
    await writeModel(join(folder, 'model.safetensors'));
    const start = performance.now();
    const child = spawn(process.execPath, [join(__dirname, '..', 'dist', 'cli.js'), 'classify', join(folder, 'photos'), '--model', join(folder, 'model.safetensors'), '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = 0;
    for await (const line of createInterface(child.stdout)) {
      if (line === '' || ++seen % (images / 10) !== 0 || seen === images || child.pid === undefined) continue; // after the last one it is gone
      const { program, computing } = resident(child.pid);
      console.log(`${seen} images, ${((performance.now() - start) / 1000).toFixed(0)} s: ${program} MB the program, ${computing} MB what computes`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
