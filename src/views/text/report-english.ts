/** Words of a report's page that no other view has. */
export const reportEnglish = {
  notFinished: 'Not finished.',
  progress: 'How far it is',
  progressHead: { arm: 'arm', planned: 'trials asked for', done: 'finished', failed: 'failed' },
  tested: 'How it was tested.',
  setupHead: { name: 'setting', value: 'value' },
  cell: 'The cell',
  networks: 'Networks',
  /** Which arms a drawing is of. */
  allArms: 'all arms',
  unit: (network: string, tokens: string, arms: string): string => `A residual unit of ${network}: ${tokens}. Arms: ${arms}.`,
  network: (network: string, arms: string): string => `${network}, its units folded (× n stands for n equal units). Arms: ${arms}.`,
  shortcuts: 'Blue lines are identity shortcuts; dashed ones project, dotted ones pad with zeros.',
  analyses: 'Analyses of the trained networks',
  versions: 'Versions and machine',
  chosen: 'These runs were chosen from a list; the whole set-up of each stands in its trial.json. This report is made again from the run folders by:',
  commands: 'Run it, and make this report again:',
};

export type ReportWords = typeof reportEnglish;
