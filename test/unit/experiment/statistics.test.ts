import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { METRICS } from '../../../src/experiment/cell/metrics';
import { compareArms, curveBand, summarise, type ArmResult, type ArmValues } from '../../../src/experiment/report/statistics';

interface Expected {
  cases: {
    arms: number[][];
    summaries: { mean: number; sd: number; interval: [number, number] }[];
    tests: { difference: number; interval: [number, number]; t: number; p: number; adjusted: number }[];
  }[];
}
const { cases } = JSON.parse(readFileSync(new URL('../../reference/fixtures/statistics.json', import.meta.url), 'utf8')) as Expected;

function close(actual: number | undefined, expected: number, what: string): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${what}: ${String(actual)} is not ${expected}`);
}

/** Arms `a`, `b`, … with seeds 1, 2, … */
function armsOf(...values: number[][]): ArmValues[] {
  return values.map((list, i) => ({ label: 'abcdefgh'.charAt(i), values: new Map(list.map((value, k) => [k + 1, value])) }));
}

function against(base: number[], ...others: number[][]): ArmResult[] {
  return compareArms(armsOf(base, ...others), 'a', METRICS.testAccuracy);
}

describe('statistics over seeds', () => {
  it("equals SciPy: means, intervals, paired t, Holm's correction", () => {
    assert.equal(cases.length, 4);
    for (const { arms, summaries, tests } of cases) {
      const results = compareArms(armsOf(...arms), 'a', METRICS.testAccuracy);
      summaries.forEach(({ mean, sd, interval }, i) => {
        const { summary } = results[i] as ArmResult;
        close(summary.mean, mean, 'mean');
        close(summary.sd, sd, 'sd');
        close(summary.interval?.[0], interval[0], 'lower end');
        close(summary.interval?.[1], interval[1], 'upper end');
      });
      tests.forEach((expected, i) => {
        const comparison = (results[i + 1] as ArmResult).comparison;
        for (const key of ['difference', 't', 'p', 'adjusted'] as const) close(comparison?.[key], expected[key], key);
        close(comparison?.interval?.[0], expected.interval[0], 'lower end of the difference');
        close(comparison?.interval?.[1], expected.interval[1], 'upper end of the difference');
      });
    }
  });

  it('gives no number where there is none', () => {
    assert.deepEqual(summarise([]), { n: 0 });
    assert.deepEqual(summarise([NaN, Infinity]), { n: 0 });
    assert.deepEqual(summarise([0.5]), { n: 1, mean: 0.5 });
    assert.deepEqual(summarise([0.5, NaN, 0.5]), { n: 2, mean: 0.5, sd: 0, interval: [0.5, 0.5] });
  });

  it('pairs by seed and leaves seeds out that one arm lacks', () => {
    const arms: ArmValues[] = [
      { label: 'base', values: new Map([[1, 0.1], [2, 0.2], [3, 0.3], [4, NaN]]) },
      { label: 'arm', values: new Map([[3, 0.35], [2, 0.22], [9, 0.9], [4, 0.5]]) },
    ];
    const comparison = compareArms(arms, 'base', METRICS.testAccuracy)[1]?.comparison;
    assert.equal(comparison?.n, 2);
    close(comparison.difference, 0.035, 'difference');
  });

  it('tests nothing with one pair, with none, and where all differences are equal, even up to rounding', () => {
    for (const [base, arm, phrase] of [
      [[0.8], [0.9], /\+10\.00 points .* one seed: nothing can be concluded/],
      [[], [0.9], /no seed has finished in both/],
      [[0.8, 0.9], [0.8, 0.9], /b equals a .* each of 2 seeds: .* nothing to test/],
      [[0.1, 0.2, 0.3], [0.2, 0.3, 0.4], /differs by the same \+10\.00 points from a/],
    ] as const) {
      const result = against([...base], [...arm])[1];
      assert.equal(result?.comparison?.p, undefined);
      assert.equal(result?.comparison?.adjusted, undefined);
      assert.match(result?.conclusion ?? '', phrase);
    }
  });

  it('corrects over the arms that were tested, not over those that could not be', () => {
    const results = against([0.8, 0.81, 0.82], [0.9, 0.92, 0.91], [0.8, 0.81, 0.82], [0.7, 0.72, 0.71]);
    assert.equal(results[2]?.comparison?.adjusted, undefined);
    for (const i of [1, 3]) close(results[i]?.comparison?.adjusted, 2 * Math.min(...[1, 3].map((k) => results[k]?.comparison?.p ?? 1)), `arm ${i}`);
  });

  it('says better or worse by the metric, the size, n and p', () => {
    const [, better, worse] = against([0.8, 0.81, 0.82, 0.8], [0.9, 0.92, 0.91, 0.91], [0.7, 0.72, 0.71, 0.71]).map(({ conclusion }) => conclusion ?? '');
    assert.match(better ?? '', /^b is better than a: test accuracy differs by \+10\.25 points \(95 % interval \+\d.* to \+\d.* points, n = 4 paired seeds, p (=|<) [\d.]+ after correction for 2 comparisons\)/);
    assert.match(worse ?? '', /^c is worse than a: test accuracy differs by -9\.75 points/);
    const loss = compareArms(armsOf([0.8, 0.81, 0.82], [0.9, 0.92, 0.91]), 'a', METRICS.testLoss)[1]?.conclusion ?? '';
    assert.match(loss, /^b is worse than a: test loss differs by \+0\.100 \(/);
    assert.doesNotMatch(loss, /correction|points/);
  });

  it('does not decide where p is 0.05 or more, and does not call that equality', () => {
    const sentence = against([0.8, 0.85, 0.82], [0.81, 0.82, 0.84])[1]?.conclusion ?? '';
    assert.match(sentence, /^The data do not decide between b and a: .* no proof that they are equal/);
  });

  it('explains a difference that passes alone and fails after correction', () => {
    const noise = [0.8, 0.81, 0.79, 0.8];
    const results = against([0.8, 0.8, 0.8, 0.8], [0.81, 0.815, 0.808, 0.806], noise, noise, noise);
    const first = results[1];
    assert.ok((first?.comparison?.p ?? 1) < 0.05 && (first?.comparison?.adjusted ?? 0) >= 0.05, 'the example fits');
    assert.match(first?.conclusion ?? '', /do not decide .* By itself the difference would pass \(p = 0\.0\d+\), but with 4 comparisons/);
  });

  it('never prints NaN or Infinity', () => {
    const lists = [[], [0.5], [0.5, 0.5], [NaN, 0.5], [Infinity, 0.1, 0.2], [0, 0, 0], [1, 0, 1]];
    for (const base of lists) for (const arm of lists) assert.doesNotMatch(JSON.stringify(against(base, arm)), /NaN|Infinity|null|undefined/);
  });

  it('draws a band over series of unequal length', () => {
    const band = curveBand([[1, 2, 3], [3, 4], [2, NaN, 5]]);
    assert.deepEqual(band.map(({ n, mean }) => [n, mean]), [[3, 2], [2, 3], [2, 4]]);
    close(band[0]?.interval?.[1], 2 + 4.302652729911275 / Math.sqrt(3), 'upper end');
    assert.deepEqual(curveBand([]), []);
  });
});
