import * as vscode from 'vscode';
import type { ModelReference } from '../../models/classification-data';
import type { ModelCard } from '../../models/model';
import { PRETRAINED } from '../../models/pretrained-table';
import type { Importer } from './importer';
import { groupLabel, megabytes, modelDescription, modelLabel } from './labels';
import type { ModelsList } from './list';
import type { Pretrained } from './pretrained';
import { groupModels, onlyModel, referenceKey } from './tree';

/** Key of the workspace's state: the model that was chosen last. */
const CHOSEN = 'classify.model';
/** The notebook that trains networks which can classify. */
const SAMPLE = '01-residual-learning';

export interface ModelWish {
  readonly title: string;
  /** Where the list begins. */
  readonly current?: ModelReference | undefined;
  /** Left out of the list. */
  readonly except?: ModelReference | undefined;
  /** Says what it means to choose none, which then is offered. */
  readonly none?: string | undefined;
}

interface Item extends vscode.QuickPickItem {
  readonly choose?: () => Promise<ModelCard | 'none' | undefined>;
  readonly card?: ModelCard;
}

/** Which model classifies: chosen once and remembered; where there is none, the ways to one. */
export class ModelChoice {
  constructor(
    private readonly state: vscode.Memento,
    private readonly list: ModelsList,
    private readonly importer: Importer,
    private readonly pretrained: Pretrained,
  ) {}

  /** The remembered model, else the only one, else the one that the user chooses or gets now. Undefined where they thought better of it. @throws the engine's error */
  async model(): Promise<ModelCard | undefined> {
    const cards = await this.list.cards();
    const chosen = this.state.get<string>(CHOSEN);
    const known = cards.find(({ reference }) => referenceKey(reference) === chosen) ?? onlyModel(cards);
    if (known !== undefined) return known;
    const card = await this.pick({ title: vscode.l10n.t('Which Model Shall Classify?') }, cards);
    return card === 'none' ? undefined : card && this.remember(card);
  }

  /** Lets the user choose. @throws the engine's error */
  async choose(wish: ModelWish): Promise<ModelCard | 'none' | undefined> {
    return this.pick(wish, await this.list.cards());
  }

  /** From now on, this one. */
  async remember(card: ModelCard): Promise<ModelCard> {
    await this.state.update(CHOSEN, referenceKey(card.reference));
    return card;
  }

  private async pick({ title, current, except, none }: ModelWish, cards: readonly ModelCard[]): Promise<ModelCard | 'none' | undefined> {
    const keyOf = (reference: ModelReference | undefined): string | undefined => reference && referenceKey(reference);
    const models = groupModels(cards.filter(({ reference }) => keyOf(reference) !== keyOf(except))).flatMap((group): Item[] => [
      separator(groupLabel(group)),
      ...group.models.map(({ key, card }) => ({ label: key === keyOf(current) ? `$(check) ${modelLabel(card)}` : modelLabel(card), description: modelDescription(card), card, choose: () => Promise.resolve(card) })),
    ]);
    const nothing: Item[] = none === undefined ? [] : [{ label: `$(circle-slash) ${none}`, choose: () => Promise.resolve('none' as const) }];
    const items = [...nothing, ...models, ...(models.length > 0 ? [separator(vscode.l10n.t('More'))] : []), ...this.ways()];
    const placeHolder = models.length > 0 ? vscode.l10n.t('A model, or a way to another one') : vscode.l10n.t('There is no model here yet. There are three ways to one:');
    // The focus may go elsewhere while somebody thinks about it: it stays until it is answered.
    const chosen = await vscode.window.showQuickPick<Item>(items, { title, placeHolder, ignoreFocusOut: true, matchOnDescription: true });
    return chosen?.choose?.();
  }

  private ways(): Item[] {
    const sizes = PRETRAINED.map(({ bytes }) => bytes);
    const detail = {
      sample: vscode.l10n.t('Opens the first sample notebook: within minutes its networks can classify.'),
      import: vscode.l10n.t('A ResNet of PyTorch (.pth), safetensors or TensorFlow.js: its architecture is recognised.'),
      pretrained: vscode.l10n.t('By torchvision, for the 1,000 classes of ImageNet: {0} to {1}, once.', megabytes(Math.min(...sizes)), megabytes(Math.max(...sizes))),
    };
    return [
      { label: `$(cloud-download) ${vscode.l10n.t('Get Pretrained Weights…')}`, detail: detail.pretrained, choose: () => this.pretrained.choose(true) },
      { label: `$(add) ${vscode.l10n.t('Import a Model…')}`, detail: detail.import, choose: async () => (await this.importer.choose(true))[0] },
      { label: `$(book) ${vscode.l10n.t('Train One from the Sample')}`, detail: detail.sample, choose: () => openSample() },
    ];
  }
}

async function openSample(): Promise<undefined> {
  await vscode.commands.executeCommand('resnetLab.openSample', SAMPLE);
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
