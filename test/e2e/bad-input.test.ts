import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { assertClear, resnetLab, scratch, type Ended } from './support';

/** One way to be wrong: the arguments, where they need one a file, and what is said about it. */
interface Case {
  readonly args: readonly string[];
  readonly file?: readonly [name: string, text: string];
  readonly says: RegExp;
  readonly env?: Record<string, string>;
}

const cell = (text: string, says: RegExp): Case => ({ args: ['run', 'cell.yaml'], file: ['cell.yaml', text], says });
const notebook = (text: string, says: RegExp): Case => ({ args: ['run', 'lab.resnb'], file: ['lab.resnb', text], says });
const train = (keys: string, says: RegExp): Case => cell(`train: { ${keys} }\n`, says);
const flags = (args: string, says: RegExp): Case => ({ args: ['run', 'cell.yaml', ...args.split(' ')], file: ['cell.yaml', 'train: { dataset: shapes }\n'], says });
const command = (args: string, says: RegExp, env?: Record<string, string>): Case => ({ args: args === '' ? [] : args.split(' '), says, ...(env && { env }) });

const CASES: Readonly<Record<string, Case>> = {
  'an unknown architecture': train('architecture: resnet9', /cell\.yaml:1:24: unknown architecture "resnet9"\. Did you mean "resnet8"\?/),
  'an unknown order': train('order: full-preactt', /cell\.yaml:1:17: unknown order "full-preactt"\. Did you mean "full-preact"\?/),
  'an impossible order': train('order: bn-relu', /cell\.yaml:1:20: order "bn-relu": a unit needs at least two convs/),
  'an unknown data set': train('dataset: fashion-mnits', /cell\.yaml:1:19: unknown dataset "fashion-mnits"\. Did you mean "fashion-mnist"\?/),
  'an unknown key': train('epoch: 3', /cell\.yaml:1:10: unknown key "epoch"\. Did you mean "epochs"\?/),
  'an unknown kind': cell('trian: {}\n', /cell\.yaml:1:1: unknown kind "trian"\. Did you mean "train"\?/),
  'two kinds in a cell': cell('train: {}\ncompare: {}\n', /cell\.yaml:2:1: a cell holds one experiment, this one has train and compare/),
  'a number for a name': train('architecture: 5', /cell\.yaml:1:24: architecture is 5; expected one of resnet18/),
  'a word for a number': train('batch: "many"', /cell\.yaml:1:17: batch is "many"; expected a whole number from 1 to 8192 \(images\)\./),
  'a word for a truth value': train('flip: perhaps', /cell\.yaml:1:16: flip is "perhaps"; expected true or false\./),
  'a fraction for a whole number': train('limit: 1.5', /limit is 1\.5; expected a whole number from 0/),
  'a negative number': train('epochs: -1', /epochs is -1; expected a whole number from 1 to 10000 \(epochs\)\./),
  'a huge number': train('epochs: 99999999999999999999999', /epochs is 1e\+23; expected a whole number from 1 to 10000/),
  'no number': train('lr: .nan', /lr is NaN; expected a number above 0 to 100\./),
  'an infinite number': train('lr: .inf', /lr is Infinity; expected a number above 0 to 100\./),
  'keys that do not go together': train('groups: 3', /resnet20 is made of basic units, which take groups 1/),
  'a number in the place of keys': cell('train: 5\n', /cell\.yaml:1:8: train is 5; expected keys and values\./),
  'a list in the place of a cell': cell('[1, 2]\n', /cell\.yaml:1:1: the cell is a list; expected a kind with its keys/),
  'malformed YAML': cell('train: { architecture: [resnet8\n', /cell\.yaml:2:1: not valid YAML: /),
  'an empty cell file': cell('', /cell\.yaml: this file has no code cell\./),
  'an empty notebook file': notebook('', /lab\.resnb:1:1: the notebook is not valid JSON here\./),
  'a corrupt notebook': notebook('{"version": 1, "cells": [}', /lab\.resnb:1:26: the notebook is not valid JSON here\. Mend the file/),
  'a notebook of something else': notebook('{"version": 1, "cells": [{"kind": "recipe", "source": []}]}', /lab\.resnb: not a notebook: cell 1, "kind": .* A notebook is /),
  'a notebook of a newer version': notebook('{"version": 9, "cells": []}', /lab\.resnb: the notebook has format 9; this program reads format 1\. Update ResNet Lab/),
  'an error in a cell of a notebook': notebook('{"version": 1, "cells": [{"kind": "code", "source": ["dataset: shapes"]}, {"kind": "code", "source": ["train:", "  epochs: 0"]}]}', /lab\.resnb#2:2:11: epochs is 0/),
  'a file that is not there': command('run nowhere.yaml', /nowhere\.yaml: this file cannot be read\. Check its path\./),
  'a folder in the place of a file': command('run .', /\.: this file cannot be read\. Check its path\./),
  'a file of another kind': { args: ['run', 'cell.txt'], file: ['cell.txt', 'train: {}\n'], says: /cell\.txt: neither a notebook nor a YAML file\./ },
  'a cell that is not there': flags('--cell 3', /there is no code cell 3 with text in it; the file has 1\./),
  'a flag that is no number': flags('--jobs many', /--jobs is "many"; expected a whole number/),
  'no jobs': flags('--jobs 0', /--jobs is "0"; expected a whole number from 1\./),
  'no threads': flags('--threads 0', /--threads is "0"; expected a whole number from 1\./),
  'a negative interval': flags('--checkpoint -5', /--checkpoint is "-5"; expected a whole number\./),
  'an unknown flag': flags('--frobnicate', /unknown option '--frobnicate'/),
  'an unknown command': command('frobnicate', /unknown command 'frobnicate'/),
  'no command': command('', /Usage: resnet-lab/),
  'a command without its argument': command('run', /missing required argument 'file'/),
  'a backend that there is not': command('doctor', /RESNET_LAB_BACKEND is "cuda"\. Known: tensorflow, wasm\./, { RESNET_LAB_BACKEND: 'cuda' }),
  'describe: an unknown architecture': command('describe resnet51', /unknown architecture "resnet51"\. Did you mean "resnet50"\?/),
  'describe: an unknown token': command('describe resnet50 --order conv-bn-rleu-conv', /unknown token "rleu" at character 9\.\n {2}conv-bn-rleu-conv\n {10}\^\^\^\^\n Did you mean "relu"\?/),
  'describe: groups for basic units': command('describe resnet18 --groups 2', /resnet18 is made of basic units, which take groups 1 and widthPerGroup 64 only/),
  'describe: too many groups': command('describe resnet50 --groups 99999', /groups is 99999; expected a whole number from 1 to 512\./),
  'describe: an impossible size': command('describe resnet50 --input 0', /input height is 0; expected a whole number from 1 to 4096\./),
  'describe: a size that is none': command('describe resnet50 --input big', /--input is "big"; expected a size such as 224/),
  'describe: no classes': command('describe resnet50 --classes 0', /classes is 0; expected a whole number from 1 to 100000\./),
  'dataset get: an unknown name': command('dataset get imagenet', /there is no data set "imagenet"\. Known: fashion-mnist, mnist/),
  'evaluate: a run that is not there': cell('evaluate: { run: nothing }\n', /there is no run "nothing" in .*runs\. Give the id of a trial/),
};

describe('bad input: one clear sentence, exit code 2, nothing on stdout', function () {
  this.timeout(60_000);
  const folder = scratch();
  const run = ({ args, env }: Case, ...more: string[]): Promise<Ended> => resnetLab([...args, ...more], { cwd: folder.path, env: { RESNET_LAB_BACKEND: 'wasm', ...env } });

  for (const [name, wrong] of Object.entries(CASES)) {
    it(name, async () => {
      if (wrong.file !== undefined) assert.equal(basename(folder.write(...wrong.file)), wrong.args[1]);
      const ended = await run(wrong);
      assert.match(ended.stderr, wrong.says);
      assert.equal(ended.code, 2, ended.stderr);
      assert.equal(ended.stdout, '');
      assertClear(ended);
    });
  }

  it('with --json as well; --verbose shows where it happened', async () => {
    const wrong = CASES['describe: an unknown architecture'] as Case;
    const json = await run(wrong, '--json');
    assert.deepEqual([json.code, json.stdout], [2, '']);
    assertClear(json);
    const verbose = await run(wrong, '--verbose');
    assert.equal(verbose.code, 2);
    assert.match(verbose.stderr, /^\s+at .+:\d+/m);
  });
});
