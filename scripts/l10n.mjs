// Writes l10n/bundle.l10n.json: every English text that is translated, by itself. `npm run l10n`; prints what the other languages lack.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { tsImport } from 'tsx/esm/api';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'l10n');

/** Every text of the sources and the tables, and where a call is not as it should be: texts made at run time, and calls before the language is chosen. */
export async function collect() {
  const texts = new Set();
  const computed = [];
  const early = [];
  for (const file of sourceFiles(join(root, 'src'))) {
    const name = relative(root, file).split(sep).join('/');
    const source = ts.createSourceFile(name, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    for (const call of callsOf(source)) {
      const literals = literalsOf(call.arguments[0]);
      if (literals === undefined) computed.push(`${name}: ${call.getText(source)}`);
      else for (const text of literals) texts.add(text);
      if (ts.findAncestor(call, ts.isFunctionLike) === undefined) early.push(`${name}: ${call.getText(source)}`);
    }
  }
  const { tableTexts } = await tsImport('../src/experiment/cell/table-texts.ts', import.meta.url);
  for (const text of tableTexts()) texts.add(text);
  return { texts: [...texts].sort(), computed, early };
}

/** The views have tables of their own. */
function sourceFiles(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => file.endsWith('.ts') && !file.startsWith(join(directory, 'views') + sep) && !file.startsWith(join(directory, 'base', 'l10n')));
}

/** Calls of `t` and `vscode.l10n.t`. */
function callsOf(source) {
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && /^(vscode\.l10n\.)?t$/.test(node.expression.getText(source))) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The texts that an argument may be; undefined where that shows only at run time. */
function literalsOf(node) {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return literalsOf(node.expression);
  if (!ts.isConditionalExpression(node)) return undefined;
  const [yes, no] = [literalsOf(node.whenTrue), literalsOf(node.whenFalse)];
  return yes === undefined || no === undefined ? undefined : [...yes, ...no];
}

export function englishBundle(texts) {
  return `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), undefined, 2)}\n`;
}

async function main() {
  const { texts } = await collect();
  writeFileSync(join(folder, 'bundle.l10n.json'), englishBundle(texts));
  console.log(`${texts.length} texts`);
  for (const file of readdirSync(folder).filter((name) => /^bundle\.l10n\..+\.json$/.test(name))) {
    const bundle = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const missing = texts.filter((text) => !Object.hasOwn(bundle, text));
    const dead = Object.keys(bundle).filter((text) => !texts.includes(text));
    console.log(`${file}: ${missing.length} missing, ${dead.length} no longer used`);
    for (const text of missing) console.log(`  missing: ${JSON.stringify(text)}`);
    for (const text of dead) console.log(`  no longer used: ${JSON.stringify(text)}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
