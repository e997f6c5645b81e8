import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { Random } from '../src/base/random';

/**
 * A folder of photos classified by ResNet-50 end to end, from the command to the last line, beside torchvision with Pillow and as many loading processes as
 * there are cores: in turns, on this machine, in this run, with the same weights. Says besides how far the probabilities are apart.
 * npm run build, then: node --import tsx bench/classify-folder.ts [--python PYTHON] [--images N] [--rounds N]; PYTHON (or the variable of that name) has torch and torchvision.
 */
const [WIDTH, HEIGHT] = [500, 375];
const run = promisify(execFile);

interface Line {
  readonly image: string;
  readonly top: readonly { readonly index: number; readonly probability: number }[];
}

async function writePhotos(folder: string, images: number): Promise<void> {
  for (let i = 0; i < images; i++) {
    const random = new Random(i, 'photo');
    // Soft shapes with some grain: about as hard to decode as a photograph.
    const coarse = Buffer.from(Array.from({ length: 3 * 16 * 12 }, () => Math.floor(256 * random.uniform())));
    const shapes = await sharp(coarse, { raw: { width: 16, height: 12, channels: 3 } }).resize(WIDTH, HEIGHT, { kernel: 'cubic' }).raw().toBuffer();
    for (let k = 0; k < shapes.length; k++) shapes[k] = Math.max(0, Math.min(255, (shapes[k] as number) + ((k * 2654435761 + i) >>> 28) - 8));
    await sharp(shapes, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }).jpeg({ quality: 90 }).toFile(join(folder, `${String(i).padStart(5, '0')}.jpg`));
  }
}

async function timed(program: string, args: readonly string[]): Promise<{ seconds: number; lines: Line[] }> {
  const start = performance.now();
  const { stdout } = await run(program, args, { maxBuffer: 1 << 28 });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, lines: stdout.trim().split('\n').map((line) => JSON.parse(line) as Line) };
}

function compared(ours: readonly Line[], theirs: readonly Line[]): string {
  const byName = new Map(theirs.map((line) => [basename(line.image), line]));
  let [same, apart] = [0, 0];
  for (const { image, top } of ours) {
    const other = byName.get(basename(image))?.top ?? [];
    if (other[0]?.index === top[0]?.index) same++;
    for (const { index, probability } of top) {
      const found = other.find((guess) => guess.index === index);
      if (found !== undefined) apart = Math.max(apart, Math.abs(found.probability - probability));
    }
  }
  return `first class equal for ${same} of ${ours.length}, probabilities at most ${apart.toExponential(1)} apart`;
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

async function main(): Promise<void> {
  const python = option('--python') ?? process.env['PYTHON'] ?? 'python3';
  const [images, rounds, workers] = [Number(option('--images') ?? 1000), Number(option('--rounds') ?? 3), availableParallelism()];
  const folder = mkdtempSync(join(tmpdir(), 'resnet-lab-photos-'));
  const photos = join(folder, 'photos');
  const weights = join(folder, 'resnet50.pth');
  const reference = join(__dirname, 'classify_folder.py');
  mkdirSync(photos);
  try {
    await Promise.all([writePhotos(photos, images), run(python, [reference, 'weights', weights])]);
    console.log(`${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${workers} cores: ${images} JPEG files of ${WIDTH}×${HEIGHT}, ResNet-50, ${rounds} rounds`);
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const ours = await timed(process.execPath, [join(__dirname, '..', 'dist', 'cli.js'), 'classify', photos, '--model', weights, '--json']);
      const theirs = await timed(python, [reference, 'run', weights, photos, String(workers)]);
      ratios.push(theirs.seconds / ours.seconds);
      console.log(`ResNet Lab ${ours.seconds.toFixed(1)} s (${(images / ours.seconds).toFixed(1)} images/s), torchvision ${theirs.seconds.toFixed(1)} s (${(images / theirs.seconds).toFixed(1)}); ${compared(ours.lines, theirs.lines)}`);
    }
    ratios.sort((a, b) => a - b);
    console.log(`ResNet Lab is ${ratios[Math.floor(ratios.length / 2)]?.toFixed(2)} times as fast`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
