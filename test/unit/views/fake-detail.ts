import sharp from 'sharp';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';
import type { LayerChoice } from '../../../src/models/classification-data';
import { embedded } from './editor-page';

/** The layers of a network that have a place in the image. */
export function layersOf(options: NetworkOptions): LayerChoice[] {
  return buildGraph(options).layers.filter(({ kind }) => !['input', 'avgpool', 'fc', 'softmax'].includes(kind)).map(({ name, stage, output: { height, width, channels } }) => ({ name, stage, height, width, channels }));
}

/** A picture that looks somewhat like a photograph, as a data address: sky, hills, grass, and a round animal. */
export async function fakePhotograph(width: number, height: number): Promise<string> {
  const blades = Array.from({ length: 160 }, (_, i) => `<path d="M${(i * 97) % 1200} ${560 + ((i * 53) % 240)}q${(i % 7) - 3} -18 ${(i % 5) - 2} -34" stroke="hsl(${90 + (i % 40)} 45% ${25 + (i % 20)}%)" stroke-width="2.5" fill="none"/>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1200 800" preserveAspectRatio="xMidYMid slice">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="#5a93cf"/><stop offset="1" stop-color="#e8d9c0"/></linearGradient><radialGradient id="fur" cx="0.4" cy="0.3"><stop stop-color="#e3b878"/><stop offset="1" stop-color="#7b4a1d"/></radialGradient></defs>
    <rect width="1200" height="800" fill="url(#sky)"/><circle cx="980" cy="150" r="60" fill="#fff3c4"/><path d="M0 520Q200 380 420 500T820 470T1200 500V800H0Z" fill="#4c6b3c"/><path d="M0 600Q300 540 600 590T1200 570V800H0Z" fill="#6f8f45"/>${blades}
    <ellipse cx="560" cy="560" rx="170" ry="120" fill="url(#fur)"/><circle cx="700" cy="450" r="85" fill="url(#fur)"/><path d="M640 385l-8 -62l52 38zM752 380l20 -58l-58 30z" fill="#8a5526"/><circle cx="675" cy="440" r="10" fill="#201008"/><circle cx="728" cy="440" r="10" fill="#201008"/><path d="M695 478h20l-10 12z" fill="#3a1a10"/></svg>`;
  const noisy = await sharp(Buffer.from(svg)).blur(0.7).jpeg({ quality: 82 }).toBuffer();
  return `data:image/jpeg;base64,${noisy.toString('base64')}`;
}

/**
 * Answers explain, features, filters and pictures, as a statement of a page's script. `lab.dead` makes each n-th channel zero; `lab.refuse` is a
 * sentence with which everything but pictures is refused; `lab.slow` delays answers about a row, in milliseconds by row.
 */
export function detailAnswers(photograph: string, networks: readonly NetworkOptions[], classes: number): string {
  return `
  lab.layers ??= ${embedded(networks.map(layersOf))};
  if (message.type === 'save') reply({ request: message.request, saved: '/x/' + message.format });
  if (message.type === 'copy') reply({ request: message.request });
  if (message.type === 'ask') {
    const { kind, row = 0, model = 0, layer, index } = message.question;
    const soft = (logits) => { const all = logits.map((one) => Math.exp(one - Math.max(...logits))); const sum = all.reduce((a, b) => a + b, 0); return all.map((one) => one / sum); };
    const make = {
      rows: () => (lab.rows ?? []).slice(message.question.from, message.question.from + message.question.count),
      picture: () => ({ source: ${embedded(photograph)}, width: 768, height: 512 }),
      explain: () => {
        const layers = lab.layers[model];
        const chosen = layers.find(({ name }) => name === layer) ?? layers.at(-1);
        const { width, height } = chosen;
        const map = Array.from({ length: width * height }, (_, i) => Math.exp(-(((i % width + 0.5) / width - (0.64 - 0.1 * model)) ** 2 * 14 + ((Math.floor(i / width) + 0.5) / height - 0.56) ** 2 * 20)));
        const logits = Array.from({ length: ${classes} }, (_, i) => 6 * Math.sin(1.7 * i + row + 0.4 * model));
        return { layer: chosen.name, index: index ?? logits.indexOf(Math.max(...logits)), layers, height, width, map: index === 3 ? map.map(() => 0) : map, box: { x: 250, y: 50, width: 700, height: 700 }, scaled: { width: 384, height: 256 }, logits, probabilities: soft(logits) };
      },
      features: () => {
        const layers = lab.layers[model];
        const chosen = layers.find(({ name }) => name === layer) ?? layers[1];
        const { width, height, channels } = chosen;
        const dead = (c) => c % (lab.dead ?? 9) === 4;
        let text = '';
        for (let c = 0; c < channels; c++) for (let i = 0; i < width * height; i++) text += String.fromCharCode(dead(c) ? 0 : Math.round(127.5 + 127.5 * Math.sin((i % width) * (0.2 + (c % 7) * 0.1) + Math.floor(i / width) * (0.1 + (c % 5) * 0.13) + row)));
        return { layer: chosen.name, layers, height, width, channels, ranges: Array.from({ length: channels }, (_, c) => dead(c) ? [0, 0] : [0, 0.5 + (c * 37 % 50) / 10]), values: btoa(text) };
      },
      filters: () => ({ layer: 'conv1', filters: 64, channels: 3, kernel: 7, values: Array.from({ length: 64 * 147 }, (_, i) => { const f = Math.floor(i / 147); const c = Math.floor(i / 49) % 3; const [y, x] = [Math.floor(i / 7) % 7, i % 7]; const wave = Math.cos(((x - 3) * Math.cos(f * 0.2) + (y - 3) * Math.sin(f * 0.2)) * (0.5 + (f % 6) * 0.25)); return 0.2 * Math.exp(-((x - 3) ** 2 + (y - 3) ** 2) / 9) * (f % 3 === 0 ? wave : wave * Math.cos(f + 2.1 * c)); }) }),
    };
    const answer = () => reply(lab.refuse !== undefined && kind !== 'picture' && kind !== 'rows' ? { request: message.request, error: lab.refuse } : { request: message.request, answer: make[kind]() });
    setTimeout(answer, lab.slow?.[row] ?? 0);
  }`;
}
