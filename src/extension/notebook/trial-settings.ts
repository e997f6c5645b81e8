import * as vscode from 'vscode';
import type { EstimateParams } from '../../engine/protocol';

/** How many trials at a time and with how many threads, where the user's settings say it for a notebook. */
export function trialSettings(notebook: vscode.NotebookDocument): Pick<EstimateParams, 'jobs' | 'threads'> {
  const settings = vscode.workspace.getConfiguration('resnetLab', notebook.uri);
  const [jobs, threads] = [settings.get('trials.parallel', 0), settings.get('trials.threads', 0)];
  return { ...(jobs > 0 && { jobs }), ...(threads > 0 && { threads }) };
}
