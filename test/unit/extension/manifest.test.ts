import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DIAGRAM_MIME } from '../../../src/diagram/diagram-data';
import { ANALYSIS_MIME } from '../../../src/experiment/analysis-data';
import { EXPERIMENT_MIME } from '../../../src/experiment/experiment-data';
import { CLASSIFICATION_MIME } from '../../../src/models/classification-data';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

interface Property {
  readonly type: string;
  readonly scope?: string;
  readonly order?: number;
  readonly markdownDescription?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}
interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly image?: string; readonly svg?: string; readonly altText?: string };
  readonly completionEvents?: readonly string[];
}
interface Manifest {
  readonly icon: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly enabledApiProposals?: unknown;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly when?: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly notebookRenderer: readonly { readonly mimeTypes: readonly string[] }[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
  };
}

const readJson = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));
const manifest = readJson('package.json') as Manifest;
const english = readJson('package.nls.json') as Record<string, string>;
const korean = readJson('package.nls.ko.json') as Record<string, string>;
const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const views = Object.values(contributes.views).flat().map(({ id }) => id);

/** Every string of a value, with the path that leads to it. */
function strings(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => strings(part, `${path}/${key}`));
}

/** Commands that a text links to: `[Open](command:resnetLab.openSample?…)`. */
function links(text: string): string[] {
  return [...text.matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command ?? '');
}

describe('The words of the manifest', () => {
  it('has its renderer draw every kind of output', () => {
    assert.deepEqual(manifest.contributes.notebookRenderer.flatMap(({ mimeTypes }) => mimeTypes), [EXPERIMENT_MIME, ANALYSIS_MIME, DIAGRAM_MIME, CLASSIFICATION_MIME]);
  });

  it('are in both languages, every one of them, and no other', () => {
    const used = [...new Set(strings(manifest).flatMap(([, text]) => (/^%.+%$/.test(text) ? [text.slice(1, -1)] : [])))].sort();
    assert.deepEqual(Object.keys(english).sort(), used);
    assert.deepEqual(Object.keys(korean).sort(), used);
  });

  it('are not empty, and are Korean in Korean', () => {
    for (const [key, text] of Object.entries(english)) assert.ok(text.trim() !== '', key);
    for (const [key, text] of Object.entries(korean)) assert.ok(key === 'displayName' || /[가-힣]/.test(text), `${key}: ${text}`);
  });

  it('link to the same commands and hold the same code in both', () => {
    for (const [key, text] of Object.entries(english)) {
      assert.deepEqual(links(korean[key] ?? ''), links(text), key);
      const code = (of: string): string[] => (of.match(/`[^`]*`/g) ?? []).sort();
      assert.deepEqual(code(korean[key] ?? ''), code(text), key);
    }
  });

  it('link to commands that are there', () => {
    const focus = views.map((id) => `${id}.focus`);
    for (const [key, text] of Object.entries(english)) {
      for (const command of links(text)) assert.ok(!command.startsWith('resnetLab.') || commands.includes(command) || focus.includes(command), `${key}: ${command}`);
    }
  });

  it('are what every title, name and description of the manifest is made of', () => {
    const spoken = /\/(title|shortTitle|description|displayName|markdownDescription|contents|altText|enumDescriptions\/\d+)$/;
    const names = ['ResNet Lab'];
    for (const [path, text] of strings(contributes)) if (spoken.test(path)) assert.ok(/^%.+%$/.test(text) || names.includes(text), `${path}: ${text}`);
  });
});

describe('The manifest', () => {
  it('has a command for every place in a menu, on a key and in a walkthrough', () => {
    assert.equal(new Set(commands).size, commands.length);
    for (const [menu, items] of Object.entries(contributes.menus)) for (const { command } of items) assert.ok(command === undefined || commands.includes(command), `${menu}: ${String(command)}`);
    for (const { command } of contributes.keybindings) assert.ok(commands.includes(command), command);
  });

  it('describes and bounds every setting', () => {
    const properties = Object.entries(contributes.configuration.properties);
    const orders = properties.map(([, { order }]) => order);
    assert.equal(new Set(orders).size, orders.length);
    for (const [name, property] of properties) {
      assert.ok(name.startsWith('resnetLab.'), name);
      assert.ok(property.markdownDescription !== undefined && property.order !== undefined, name);
      assert.ok(['application', 'machine', 'machine-overridable', 'window', 'resource', 'language-overridable'].includes(property.scope ?? ''), `${name}: ${String(property.scope)}`);
      assert.ok('default' in property, name);
      if (property.type === 'integer' || property.type === 'number') {
        const { minimum, maximum, default: value } = property;
        assert.ok(minimum !== undefined && maximum !== undefined && Number(value) >= minimum && Number(value) <= maximum, name);
      }
      if (property.enum !== undefined) assert.deepEqual([property.enumDescriptions?.length, property.enum.includes(String(property.default))], [property.enum.length, true], name);
    }
  });

  it('takes no setting that names a folder or a server from a workspace that is not trusted', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    for (const name of restrictedConfigurations) assert.ok(name in contributes.configuration.properties, name);
    for (const name of Object.keys(contributes.configuration.properties)) if (/Folder$|Mirror$|Base$|backend$/.test(name)) assert.ok(restrictedConfigurations.includes(name), name);
  });

  it('has a walkthrough of at most seven steps, each with a picture, words for it, and an end', () => {
    for (const { steps } of contributes.walkthroughs) {
      assert.ok(steps.length > 0 && steps.length <= 7);
      assert.equal(new Set(steps.map(({ id }) => id)).size, steps.length);
      for (const { id, media, completionEvents } of steps) {
        const file = media.image ?? media.svg;
        assert.ok(file !== undefined && existsSync(join(ROOT, file)), `${id}: ${String(file)}`);
        assert.ok(media.altText !== undefined && (completionEvents ?? []).length > 0, id);
        for (const event of completionEvents ?? []) {
          const [, kind = '', what = ''] = /^(\w+):?(.*)$/.exec(event) ?? [];
          if (kind === 'onCommand' && what.startsWith('resnetLab.')) assert.ok(commands.includes(what), event);
          if (kind === 'onView') assert.ok(views.includes(what), event);
        }
      }
    }
  });

  it('names only files that are there', () => {
    const built = /^\.?\/?dist\//;
    for (const [path, text] of [...strings(contributes), ['/icon', manifest.icon] as const]) {
      if (/\.(svg|png|json)$/.test(text) && /^(\.\/)?media\//.test(text) && !built.test(text)) assert.ok(existsSync(join(ROOT, text)), `${path}: ${text}`);
    }
  });

  it('has welcome texts for views of its own alone', () => {
    for (const { view } of contributes.viewsWelcome) assert.ok(views.includes(view), view);
  });

  it('asks for no proposed interface, and for the editor that it is typed against', () => {
    assert.equal(manifest.enabledApiProposals, undefined);
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });

  it('wakes the extension by itself for panels alone, which come back with the window: for all else the editor does', () => {
    const viewType = /VIEW_TYPE = '(.+)'/.exec(readFileSync(join(ROOT, 'src/extension/panels.ts'), 'utf8'))?.[1];
    assert.deepEqual(manifest.activationEvents, [`onWebviewPanel:${String(viewType)}`]);
  });

  it('has an icon that is large enough for a list of extensions', () => {
    const png = readFileSync(join(ROOT, manifest.icon));
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 256]);
  });
});
