import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { DoctorReport } from '../../../src/engine/doctor';
import type { TrialStatus } from '../../../src/experiment/progress';
import { doctorFacts, doctorMarkdown, wantsNativeEngine } from '../../../src/extension/doctor-text';
import { freeName, headingOf } from '../../../src/extension/sample-text';
import { runningTrials, STATUS_COMMANDS, statusText, statusTooltip } from '../../../src/extension/status-text';

const REPORT: DoctorReport = {
  backend: 'wasm', reason: 'no [native] library | here.', versions: { resnetLab: '0.1.0', node: '24.0.0', napi: '10', tfjs: '4.22.0', wasm: '4.22.0', os: 'Linux 6', arch: 'x64' },
  threads: 1, memory: { total: 8e9, free: 4e9 }, datasets: [{ name: 'mnist', present: true }, { name: 'cifar-10', present: false }], engine: null, cache: '/cache', ways: [],
  improve: [{ what: 'Install it.', command: 'resnet-lab engine install' }],
};

describe('The status bar', () => {
  const idle = { running: 0, crashed: false };

  it('says the backend and how many trials run', () => {
    assert.equal(statusText(idle), 'ResNet Lab');
    assert.equal(statusText({ ...idle, backend: 'tensorflow' }), 'TensorFlow');
    assert.equal(statusText({ ...idle, backend: 'tensorflow', running: 2 }), 'TensorFlow · 2 trials');
    assert.equal(statusText({ ...idle, running: 1 }), '1 trial');
    assert.equal(statusText({ running: 0, backend: 'wasm', crashed: true }), 'Engine stopped');
  });

  it('offers the native engine on WASM only, with links to known commands alone', () => {
    const offers = (backend: string): boolean => statusTooltip({ ...idle, backend }).includes('command:resnetLab.setUpNativeEngine');
    assert.deepEqual([offers('wasm'), offers('tensorflow')], [true, false]);
    const links = [...statusTooltip({ ...idle, backend: 'wasm', report: REPORT }).matchAll(/\(command:([^)]*)\)/g)].map(([, command]) => command);
    assert.ok(links.length > 0 && links.every((command) => STATUS_COMMANDS.includes(command ?? '')), links.join());
    assert.ok(statusTooltip({ ...idle, backend: 'wasm', report: REPORT }).includes('no \\[native\\] library'));
  });

  it('counts trials that are at work in an experiment that runs', () => {
    const trials = (['queued', 'starting', 'running', 'evaluating', 'done', 'reused', 'failed', 'interrupted'] as const).map((state): TrialStatus => ({ id: state, label: state, seed: 1, work: 1, state, fraction: 0 }));
    assert.equal(runningTrials({ state: 'running', trials }), 3);
    assert.equal(runningTrials({ state: 'stopping', trials }), 3);
    assert.equal(runningTrials({ state: 'crashed', trials }), 0);
  });
});

describe('What trials run on', () => {
  it('is told fact by fact', () => {
    const facts = Object.fromEntries(doctorFacts(REPORT).map(({ name, value, detail }) => [name, [value, detail]]));
    assert.deepEqual(facts['backend'], ['WASM', REPORT.reason]);
    assert.deepEqual(facts['memory'], ['4.0 GB free of 8.0 GB', undefined]);
    assert.deepEqual(facts['data sets here'], ['mnist', 'fetched when needed: cifar-10']);
    assert.deepEqual(facts['native library'], ['none', undefined]);
    assert.equal('TensorFlow' in facts, false);
  });

  it('is a Markdown table that nothing in it breaks', () => {
    const text = doctorMarkdown(REPORT, 'Editor 1.0');
    assert.ok(text.includes('| backend | WASM: no [native] library \\| here. |'), text);
    assert.ok(text.includes('| editor | Editor 1.0 |') && text.includes('- Install it.') && text.endsWith('\n') && !text.endsWith('\n\n'));
  });

  it('wants the native engine where it would help', () => {
    assert.equal(wantsNativeEngine(REPORT), true);
    assert.equal(wantsNativeEngine({ ...REPORT, improve: [{ what: 'Fetch it.', command: 'resnet-lab dataset get mnist' }] }), false);
  });
});

describe('A sample', () => {
  it('gets a name that nothing has, in either case', () => {
    assert.equal(freeName('lab.resnb', []), 'lab.resnb');
    assert.equal(freeName('lab.resnb', ['LAB.resnb', 'lab-3.resnb']), 'lab-2.resnb');
    assert.equal(freeName('lab.resnb', ['lab.resnb', 'lab-2.resnb', 'lab-3.resnb']), 'lab-4.resnb');
  });

  it('is told by its first heading', () => {
    assert.equal(headingOf(readFileSync(new URL('../../../notebooks/03-layer-order.resnb', import.meta.url), 'utf8')), 'Why conv → batch norm → relu?');
    assert.equal(headingOf('{"cells": [{"source": ["## A \\"word\\""]}]}'), 'A "word"');
    assert.equal(headingOf('{}'), undefined);
  });
});
