import { t } from '../../base/l10n';
import { ARCHITECTURES, architectureNamed, type Architecture } from '../../resnet/catalogue';
import { buildGraph } from '../../resnet/build';
import type { Graph, NetworkOptions, ResolvedOptions } from '../../resnet/graph';
import { NAMED_ORDERS, parseOrder } from '../../resnet/order';
import { inputError, LabError } from '../../base/errors';
import { quoted } from '../complaint';
import type { Renamed, Scheme } from './our-names';
import { statedNetwork, statedSize } from './own-metadata';
import type { StateDict } from '../state-dict';
import { architectureOf, groupOptions, survey, surveyedOptions, type Survey } from './survey';
import { differencesFrom, unmatchedError, type Differences } from './unmatched';

/** What is set by hand. */
export interface Wish {
  readonly architecture?: string;
  readonly order?: string;
}

export interface Identity {
  readonly network: NetworkOptions;
  readonly graph: Graph;
  readonly remarks: readonly string[];
}

/** The network whose names and shapes the tensors have. @throws LabError that lists what does not fit, of what is wished or of the nearest */
export function identify(dict: StateDict, renamed: Renamed, wish: Wish): Identity {
  return new Identification(dict, renamed, wish).identity();
}

interface Comparison {
  readonly network: NetworkOptions;
  readonly graph: Graph;
  readonly differences: Differences;
}

class Identification {
  private readonly seen: Survey | undefined;
  private readonly order: string | undefined;
  private readonly remarks: string[] = [];
  /** Why there is no such network, where there is none. */
  private refusal: LabError | undefined;

  constructor(
    private readonly dict: StateDict,
    private readonly renamed: Renamed,
    private readonly wish: Wish,
  ) {
    this.seen = survey(renamed.tensors);
    this.order = wish.order === undefined ? renamed.fixed.order : parseOrder(wish.order).name;
  }

  identity(): Identity {
    const { wish, seen } = this;
    if (wish.architecture !== undefined) return this.asWished(architectureNamed(wish.architecture));
    const stated = this.asStated();
    if (stated !== undefined) return stated;
    const architecture = seen && architectureOf(seen);
    const found = architecture && this.byOrders(architecture, groupOptions(architecture, seen));
    if (found === undefined) throw this.unknown();
    return found;
  }

  /** What the file says of itself, where its tensors agree. */
  private asStated(): Identity | undefined {
    const stated = statedNetwork(this.dict);
    if (stated === undefined) return undefined;
    const surveyed = this.seen && surveyedOptions(architectureNamed(stated.architecture), this.seen);
    const { graph, differences } = this.tried({ classes: surveyed?.classes, input: surveyed?.input, ...stated, ...(this.order !== undefined && { order: this.order }) }) ?? {};
    if (graph === undefined || differences?.count !== 0) {
      this.remarks.push(t('The file says that it holds {0}; its tensors do not agree, so they alone were looked at.', stated.architecture));
      return undefined;
    }
    this.remarks.push(t('Recognised as {0} by what the file says of itself, and by the names and shapes of its {1} tensors.', titleOf(graph), differences.fitting));
    return this.identityOf(graph);
  }

  private asWished(architecture: Architecture): Identity {
    const found = this.byOrders(architecture, {});
    if (found !== undefined) return found;
    const [nearest] = this.compared(architecture, {}, this.orders(architecture));
    if (nearest === undefined) throw this.refused();
    const what = t('its tensors are not those of {0}, which was asked for.', titleOf(nearest.graph));
    throw unmatchedError(what, nearest.differences, this.renamed, { place: this.dict.file });
  }

  /** The first order whose names and shapes these are; others that fit are told. */
  private byOrders(architecture: Architecture, options: Partial<NetworkOptions>): Identity | undefined {
    const fits = this.compared(architecture, options, this.orders(architecture)).filter(({ differences }) => differences.count === 0);
    const [first, ...others] = fits.map(({ graph }) => graph);
    if (first === undefined) return undefined;
    const by = this.wish.architecture === undefined ? t('Recognised as {0} by the names (of {1}) and shapes of its {2} tensors.', titleOf(first), namers(this.renamed.scheme), fits[0]?.differences.fitting ?? 0) : t('Taken for {0}, as was asked: all {1} tensors fit.', titleOf(first), fits[0]?.differences.fitting ?? 0);
    this.remarks.push(by);
    if (others.length > 0) this.remarks.push(t('Names and shapes fit the orders {0} as well, which have the same tensors; {1} was taken.', others.map(({ order }) => order.name).join(', '), first.order.name));
    return this.identityOf(first);
  }

  /** Those that come into question, the likeliest first. */
  private orders(architecture: Architecture): string[] {
    if (this.order !== undefined) return [this.order];
    return [...new Set([architecture.order, ...NAMED_ORDERS.map(({ name }) => name)])];
  }

  private compared(architecture: Architecture, options: Partial<NetworkOptions>, orders: readonly string[]): Comparison[] {
    const surveyed = this.seen === undefined ? {} : surveyedOptions(architecture, this.seen);
    const { variant } = this.renamed.fixed;
    const base = { architecture: architecture.name, ...surveyed, ...options, ...(variant && { variant }) };
    return orders.flatMap((order) => this.tried({ ...base, order }) ?? []);
  }

  /** Undefined where there is no such network: the options come from a file. */
  private tried(network: NetworkOptions): Comparison | undefined {
    let graph: Graph;
    try {
      graph = buildGraph({ ...network, ...this.inputOf(network) });
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.refusal ??= error;
      return undefined;
    }
    return { network, graph, differences: differencesFrom(graph, this.renamed) };
  }

  /** A LayersModel says how large its images are. */
  private inputOf({ input, architecture }: NetworkOptions): Pick<NetworkOptions, 'input'> {
    const { channels } = input ?? architectureNamed(architecture).input;
    const size = statedSize(this.dict);
    return size === undefined ? {} : { input: { ...size, channels } };
  }

  private identityOf(graph: Graph): Identity {
    return { graph, network: ownOptions(graph), remarks: this.remarks };
  }

  /** The error for tensors of no network here: against the one with the fewest differences. */
  private unknown(): LabError {
    const place = this.dict.file;
    const mend = t('Set the architecture by hand where you know it (--architecture).');
    const nearest = this.nearest();
    if (nearest === undefined) return this.refused();
    if (nearest.differences.fitting === 0) {
      const [name = ''] = this.dict.tensors.keys();
      return inputError(t('its tensors are not called as those of a residual network are; the first is "{0}".', quoted(name)), { place, mend });
    }
    return unmatchedError(t('not a network that is known here; the nearest is {0}.', titleOf(nearest.graph)), nearest.differences, this.renamed, { place, mend });
  }

  private refused(): LabError {
    return inputError(this.refusal?.message ?? '', { place: this.dict.file, mend: this.refusal?.mend });
  }

  private nearest(): Comparison | undefined {
    const { seen } = this;
    const alike = seen && architectureOf(seen);
    const kin = ARCHITECTURES.filter(({ order, family, unit }) => order !== 'plain' && (seen === undefined || (family === seen.family && unit === seen.unit)));
    const all = alike ? this.compared(alike, groupOptions(alike, seen), this.orders(alike)) : kin.flatMap((each) => this.compared(each, {}, [this.order ?? each.order]));
    return all.reduce<Comparison | undefined>((best, each) => (best === undefined || each.differences.count < best.differences.count ? each : best), undefined);
  }
}

function titleOf({ architecture, order, options: { classes } }: Graph): string {
  return t('{0} with order {1} and {2} classes', `${architecture.title} (${architecture.name})`, order.name, classes);
}

function namers(scheme: Scheme): string {
  return { torchvision: 'torchvision', 'timm-v2': 'timm', keras: 'Keras', 'keras-v2': 'Keras' }[scheme];
}

/** A graph's options without those that are its architecture's own. */
function ownOptions({ architecture, order, options }: Graph): NetworkOptions {
  const standard: Partial<ResolvedOptions> = buildGraph({ architecture: architecture.name }).options;
  const own = Object.entries(options).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(standard[key as keyof ResolvedOptions]));
  return { architecture: architecture.name, ...(order.name !== architecture.order && { order: order.name }), ...(Object.fromEntries(own) as Partial<ResolvedOptions>) };
}
