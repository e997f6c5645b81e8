import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import { ARCHITECTURES } from '../../resnet/catalogue';
import { NAMED_ORDERS, parseOrder } from '../../resnet/order';

export interface ChosenNetwork {
  readonly architecture: string;
  readonly order: string;
}

/** Lets the user say what a file of weights is: one of the catalogue's architectures, and the order of its units. Undefined where they thought better of it. */
export async function chooseNetwork(file: string): Promise<ChosenNetwork | undefined> {
  const title = vscode.l10n.t('What Is {0}?', file);
  const architectures = ARCHITECTURES.map(({ name, title: label, order, source }) => ({ label, description: name, detail: source, name, own: order }));
  const architecture = await vscode.window.showQuickPick(architectures, { title, placeHolder: vscode.l10n.t('Its architecture'), matchOnDescription: true });
  if (architecture === undefined) return undefined;
  const order = await chooseOrder(title, architecture.own);
  return order === undefined ? undefined : { architecture: architecture.name, order };
}

/** The architecture's own order stands first, the way to write another one last. */
async function chooseOrder(title: string, own: string): Promise<string | undefined> {
  const named = [...NAMED_ORDERS].sort((a, b) => Number(b.name === own) - Number(a.name === own));
  const written = vscode.l10n.t('Another Order…');
  const items = [...named.map(({ name, tokens }) => ({ label: name, description: tokens })), { label: written, description: vscode.l10n.t('written out, such as conv-bn-relu-conv-bn-add-relu') }];
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('The order of the layers in its units'), matchOnDescription: true });
  return chosen?.label === written ? vscode.window.showInputBox({ title, value: 'conv-bn-relu-conv-bn-add-relu', validateInput: orderProblem }) : chosen?.label;
}

function orderProblem(text: string): string | undefined {
  try {
    parseOrder(text);
    return undefined;
  } catch (error) {
    return sentence(error);
  }
}
