import assert from 'node:assert/strict';
import { CellError } from '../../../src/experiment/cell/cell';
import { describeDiagram, diagramMarkdown } from '../../../src/experiment/cell/diagram';
import { parseCell } from '../../../src/experiment/cell/parse';
import type { DiagramKeys } from '../../../src/experiment/cell/schema';

function keysOf(text: string): DiagramKeys {
  const cell = parseCell(text);
  if (cell.kind !== 'diagram') throw new Error('not a diagram');
  return cell.keys;
}

describe('experiment: a diagram cell', () => {
  it("is the paper's table with torchvision's counts", () => {
    const text = diagramMarkdown(describeDiagram(keysOf('diagram: { architecture: resnet50 }')));
    assert.match(text, /^### ResNet-50 \(`resnet50`\)$/m);
    assert.match(text, /\*\*original\*\*: `conv-bn-relu-conv-bn-add-relu` \(He 2015\)/);
    assert.match(text, /Input 3×224×224, 1000 classes: \*\*25,557,032\*\* parameters, \*\*4\.089 GMACs\*\*/);
    assert.match(text, /^\| conv3_x \| 28×28×512 \| \[1×1, 128<br>3×3, 128<br>1×1, 512\] × 4 \| 1,219,584 \| /m);
  });

  it('takes an order, a size and classes', () => {
    const { tokens, input, classes } = describeDiagram(keysOf('diagram: { architecture: resnet20, order: full-preact, input: 64, classes: 7 }'));
    assert.deepEqual([tokens, input, classes], ['bn-relu-conv-bn-relu-conv-add', [3, 64, 64], 7]);
    assert.deepEqual(describeDiagram(keysOf('diagram: { input: [1, 28, 30] }')).input, [1, 28, 30]);
  });

  it('of an order without a name has no source', () => {
    assert.match(diagramMarkdown(describeDiagram(keysOf('diagram: { order: conv-relu-conv-add }'))), /^Order of a unit `conv-relu-conv-add`$/m);
  });

  it('points at what does not go together', () => {
    assert.throws(() => keysOf('diagram:\n  architecture: resnet18\n  groups: 32\n'), (error) => error instanceof CellError && error.problems[0]?.line === 3);
    assert.throws(() => keysOf('diagram: { input: [3, 32] }'), (error) => error instanceof CellError && /\[channels, height, width\]/.test(error.message));
  });
});
