import assert from 'node:assert/strict';
import sharp from 'sharp';
import { titleText } from '../../../src/diagram/block';
import type { Drawing } from '../../../src/diagram/drawing';
import { diagramModel } from '../../../src/diagram/fold';
import { expandableIds, layoutDiagram } from '../../../src/diagram/layout';
import { drawingSvg, pathThrough } from '../../../src/diagram/svg';
import { diagramText } from '../../../src/diagram/text';
import { drawingTikz } from '../../../src/diagram/tikz';
import { buildGraph } from '../../../src/resnet/build';

function drawn(architecture: string, order: string | undefined, open: 'all' | 'none'): Drawing {
  const model = diagramModel(buildGraph({ architecture, order }));
  return layoutDiagram(model, new Set(open === 'all' ? expandableIds(model) : []));
}

/** Drawings with boxes and shortcuts of every kind, and one with characters that mean something to XML and TeX. */
const DRAWINGS: [string, Drawing][] = [
  ['resnet152, folded', drawn('resnet152', undefined, 'none')],
  ['resnet50, opened', drawn('resnet50', undefined, 'all')],
  ['resnet20 full-preact, opened', drawn('resnet20', 'full-preact', 'all')],
  ['special characters', { width: 200, height: 60, boxes: [{ id: 'a<b>&"c', kind: 'stage', x: 5, y: 5, width: 150, height: 38, title: '50% & <more>_x', detail: '{a}\\b$1#^~ → 2×3–4', times: 2, layers: [], expandable: false, expanded: false }], edges: [] }],
];

const unescaped = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

describe('drawingSvg', () => {
  for (const [name, drawing] of DRAWINGS) {
    it(`${name}: XML that a strict reader draws at its size, every title and shape as true text`, async () => {
      const svg = drawingSvg(drawing, { title: `<${name}> & "more"`, description: 'a < b\n& c' });
      const { width, height, format } = await sharp(Buffer.from(svg)).metadata();
      assert.deepEqual([format, width, height], ['svg', Math.ceil(drawing.width), Math.ceil(drawing.height)]);
      const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) => unescaped(match[1] ?? ''));
      const expected = drawing.boxes.flatMap(({ title, detail, times, kind, expanded }) => [titleText(title, times), ...(kind === 'add' || expanded ? [] : [detail])]);
      assert.deepEqual(texts, expected);
      const tips = [...svg.matchAll(/<g data-id="([^"]*)"><title>([^<]*)<\/title>/g)].map((match) => [unescaped(match[1] ?? ''), unescaped(match[2] ?? '')]);
      assert.deepEqual(tips, drawing.boxes.map(({ id, detail }) => [id, `${id}: ${detail}`]));
      assert.match(svg, /<title id="title">&lt;.*&gt; &amp; &quot;more&quot;<\/title>\n<desc id="description">a &lt; b\n&amp; c<\/desc>/);
      assert.doesNotMatch(svg, /foreignObject|href=|url\((?!#)/);
    });
  }

  it('what is no XML is refused by the reader of these tests', async () => {
    const [, drawing] = DRAWINGS[0] ?? assert.fail();
    await assert.rejects(sharp(Buffer.from(drawingSvg(drawing, { title: 'x' }).replace('</g>', '</q>'))).metadata());
  });

  it('draws an arrow head in each line’s ink, and fills boxes as told', () => {
    const [, drawing] = DRAWINGS[1] ?? assert.fail();
    const svg = drawingSvg(drawing, { title: 'x', fill: ({ kind }) => (kind === 'fc' ? 'rgb(1, 2, 3)' : undefined) });
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) assert.ok(svg.includes(`<marker id="${id}"`), id);
    assert.equal(svg.match(/fill="rgb\(1, 2, 3\)"/g)?.length, 1);
    assert.equal(svg.match(/<path d="M[^"]*" fill="none"/g)?.length, drawing.edges.length);
  });

  it('rounds the corners of a line, not its ends', () => {
    assert.equal(pathThrough([{ x: 0, y: 0 }, { x: 20, y: 0 }, { x: 20, y: 6 }]), 'M0 0 L15 0 Q20 0 20 3 L20 6');
  });
});

describe('drawingTikz', () => {
  for (const [name, drawing] of DRAWINGS) {
    it(`${name}: balanced, every title escaped, every colour defined`, () => {
      const tex = drawingTikz(drawing, { title: `${name}\n\\input{x}` });
      let depth = 0;
      for (const [brace] of tex.replace(/\\[{}]/g, '').matchAll(/[{}]/g)) {
        depth += brace === '{' ? 1 : -1;
        assert.ok(depth >= 0);
      }
      assert.equal(depth, 0);
      const [comment, ...lines] = tex.split('\n');
      assert.equal(comment, `% ${name} \\input{x}`);
      assert.equal(lines.filter((line) => line.startsWith('\\begin')).length, lines.filter((line) => line.startsWith('\\end')).length);
      assert.equal(lines.filter((line) => /^\\node\[title/.test(line)).length, drawing.boxes.length);
      assert.equal(lines.filter((line) => line.startsWith('\\draw[path line')).length, drawing.edges.length);
      const defined = new Set([...tex.matchAll(/\\definecolor\{([^}]+)\}\{HTML\}\{[0-9A-F]{6}\}/g)].map((match) => match[1]));
      for (const [, colour] of tex.matchAll(/(?:fill|draw|text)=([a-z -]+?)(?=[,\]])/g)) assert.ok(defined.has(colour), colour);
      assert.doesNotMatch(tex.replace(/^.*\n/, ''), /[^\x20-\x7e\n]/, 'no character outside ASCII');
    });
  }

  it('escapes what TeX would read', () => {
    const [, special] = DRAWINGS[3] ?? assert.fail();
    const tex = drawingTikz(special, { title: 'x' });
    assert.ok(tex.includes('{50\\% \\& <more>\\_x $\\times$ 2}'));
    assert.ok(tex.includes('{\\{a\\}\\textbackslash{}b\\$1\\#\\textasciicircum{}\\textasciitilde{} $\\rightarrow$ 2$\\times$3--4}'));
  });
});

describe('diagramText', () => {
  const lines = diagramText(diagramModel(buildGraph({ architecture: 'resnet50' }))).split('\n');

  it('starts with the network and its totals', () => {
    assert.equal(lines[0], 'ResNet-50 (resnet50); order: original (conv-bn-relu-conv-bn-add-relu); input: 3×224×224; classes: 1000; parameters: 25,557,032; multiply-adds: 4,089,184,256');
  });

  it('is an outline: parts numbered, units and layers indented', () => {
    assert.deepEqual(lines.filter((line) => /^\d/.test(line)).map((line) => line.split(';')[0]), [
      ...['1. input', '2. conv1: conv', '3. bn1: bn', '4. relu', '5. maxpool', '6. conv2_x', '7. conv3_x', '8. conv4_x', '9. conv5_x', '10. avgpool', '11. fc', '12. softmax'],
    ]);
    const start = lines.findIndex((line) => line.startsWith('7. '));
    // First unit: 1×1 at 56², 3×3, 1×1 and the projection at 28²; the three that follow read 512 channels at 28².
    const first = 56 * 56 * 256 * 128 + 28 * 28 * (9 * 128 * 128 + 128 * 512 + 256 * 512);
    const others = 3 * 28 * 28 * (512 * 128 + 9 * 128 * 128 + 128 * 512);
    assert.deepEqual(lines.slice(start, start + 3), [
      `7. conv3_x; units: 4; output: 28×28×512; receptive field: 91; parameters: 1,219,584; multiply-adds: ${(first + others).toLocaleString('en-US')}`,
      `  - layer2.0; shortcut: projection; output: 28×28×512; receptive field: 43; parameters: 379,392; multiply-adds: ${first.toLocaleString('en-US')}`,
      '    - layer2.0.conv1: conv; 1×1, 128; output: 56×56×128; receptive field: 35; parameters: 32,768; multiply-adds: 102,760,448',
    ]);
    assert.ok(lines.includes('    - layer2.0.downsample.1: bn; output: 28×28×512; receptive field: 35; parameters: 1,024 (on the shortcut)'));
    assert.ok(lines.some((line) => line.startsWith('  - layer2.1–3 × 3; shortcut: identity;') && line.endsWith('; its layers as of the first')));
  });
});
