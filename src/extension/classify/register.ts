import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import type { ClassificationAction } from '../../engine/view-protocol';
import type { ClassificationData } from '../../models/classification-data';
import { nodeIn } from '../models/commands';
import type { ModelsPart } from '../models/register';
import type { PanelSubject } from '../panels';
import type { Services } from '../services';
import { Classifications } from './classifications';
import { askForSources, chosenSources } from './sources';
import { ClassificationStatus } from './status';

/** Images that are classified, in panels of their own. */
export interface ClassifyPart extends vscode.Disposable {
  /** What a panel showed before the window was reloaded. */
  revived(folder: string): Promise<PanelSubject>;
  /** Does what is asked about a result that a notebook's output shows. */
  act(action: ClassificationAction, data: ClassificationData): Promise<void>;
}

/** The commands that classify images, and those that show results again. */
export function registerClassify(services: Services, { choice, selected }: ModelsPart, open: (subject: PanelSubject) => void): ClassifyPart {
  const status = new ClassificationStatus();
  const classifications = new Classifications(services, choice, status, open);
  const register = (name: string, act: (...given: readonly unknown[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`resnetLab.${name}`, async (...given: readonly unknown[]) => {
      try {
        await act(...given);
      } catch (error) {
        services.log.error(error instanceof Error ? error : String(error));
        void vscode.window.showErrorMessage(sentence(error));
      }
    });
  const parts = vscode.Disposable.from(
    status,
    register('classify', async (given, more) => {
      const sources = await chosenSources(given, more);
      if (sources !== undefined) await classifications.classify(sources);
    }),
    register('models.classify', async (given) => {
      const node = nodeIn(given) ?? selected();
      const sources = node && (await askForSources());
      if (node === undefined || sources === undefined) return;
      await choice.remember(node.card);
      await classifications.begin(sources, [node.card.reference]);
    }),
    register('openClassification', async (given) => {
      const path = given instanceof vscode.Uri ? given.fsPath : await askForResult();
      if (path !== undefined) await classifications.show(path);
    }),
    register('showLastClassification', () => classifications.showLast()),
  );
  void classifications.knowLast();
  return { revived: (folder) => classifications.revived(folder), act: (action, data) => classifications.act(action, data), dispose: () => void parts.dispose() };
}

async function askForResult(): Promise<string | undefined> {
  const filters = { [vscode.l10n.t('Saved classifications')]: ['json'] };
  const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Open Classification'), filters })) ?? [];
  return file?.fsPath;
}
