import type { AnalysedNetwork } from '../../experiment/analysis-data';

/** The networks with one label: an arm over its seeds. */
export interface Arm {
  /** Its place, which gives it its style. */
  readonly key: number;
  readonly label: string;
  readonly networks: readonly [AnalysedNetwork, ...AnalysedNetwork[]];
}

/** What was measured on one network, with the seed that it stands for. */
export interface Measured<Result> {
  readonly seed: number;
  readonly done: boolean;
  readonly result: Result;
}

/** The arms in the order of the cell. */
export function armsOf(networks: readonly AnalysedNetwork[]): Arm[] {
  const byLabel = new Map<string, [AnalysedNetwork, ...AnalysedNetwork[]]>();
  for (const network of networks) {
    const own = byLabel.get(network.label);
    if (own === undefined) byLabel.set(network.label, [network]);
    else own.push(network);
  }
  return [...byLabel].map(([label, own], key) => ({ key, label, networks: own }));
}

/** The results of an arm's networks that have been begun. */
export function resultsOf<Result extends { readonly id: string }>({ networks }: Arm, results: readonly Result[]): Measured<Result>[] {
  return networks.flatMap(({ id, seed, done }) => {
    const result = results.find((one) => one.id === id);
    return result === undefined ? [] : [{ seed, done, result }];
  });
}
