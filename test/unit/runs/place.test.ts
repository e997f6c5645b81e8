import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { runsPlace } from '../../../src/runs/place';

describe('Where the run folders of a notebook lie', () => {
  const [workspaceFolder, notebookFolder, storage] = [resolve('/w'), resolve('/w/lessons'), resolve('/storage')];

  it('is the setting, relative to the workspace folder, else to the notebook, else in the storage', () => {
    assert.equal(runsPlace({ setting: 'runs', workspaceFolder, notebookFolder, storage }), join(workspaceFolder, 'runs'));
    assert.equal(runsPlace({ setting: './out/../lab', notebookFolder, storage }), join(notebookFolder, 'lab'));
    assert.equal(runsPlace({ setting: 'lab', storage }), join(storage, 'runs'));
  });

  it('takes an absolute path and the home folder as they are, and an empty setting as the default', () => {
    assert.equal(runsPlace({ setting: resolve('/data/runs'), workspaceFolder, storage }), resolve('/data/runs'));
    assert.equal(runsPlace({ setting: '~/runs', workspaceFolder, storage }), join(homedir(), 'runs'));
    assert.equal(runsPlace({ setting: '  ', workspaceFolder, storage }), join(workspaceFolder, 'runs'));
  });
});
