import assert from 'node:assert/strict';
import { axisTitle, differenceText, duration, pText, valueText } from '../../../src/experiment/report/report-format';

const accuracy = { title: 'test accuracy', fraction: true };
const loss = { title: 'test loss', fraction: false };

describe('numbers of a report', () => {
  it('writes accuracies in per cent and losses as they are', () => {
    assert.deepEqual([valueText(0.91234, accuracy), valueText(0.91234, loss), valueText(12345.67, loss), valueText(undefined, loss), valueText(null, accuracy)], ['91.23', '0.9123', '12345.7', '–', '–']);
    assert.deepEqual([axisTitle(accuracy), axisTitle(loss)], ['test accuracy, %', 'test loss']);
  });

  it('writes differences with their sign, but none on zero', () => {
    assert.deepEqual([0.0123, -0.0123, 0.00001, -0.00001, 0].map((value) => differenceText(value, accuracy)), ['+1.23', '−1.23', '0.00', '0.00', '0.00']);
    assert.equal(differenceText(undefined, accuracy), '–');
  });

  it('writes p and times', () => {
    assert.deepEqual([pText(0.00099), pText(0.001), pText(0.01234), pText(1), pText(undefined)], ['< 0.001', '0.001', '0.0123', '1', '–']);
    assert.deepEqual([0, 12.34, 59.94, 59.96, 185, 3599.7, 7384].map(duration), ['0.0 s', '12.3 s', '59.9 s', '1 min 00 s', '3 min 05 s', '1 h 00 min', '2 h 03 min']);
  });
});
