import { isAlias, isMap, isPair, isScalar, isSeq, Lexer, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import { t } from '../../base/l10n';
import { CellError, type CellProblem } from './cell';

/** Characters of a cell's text; a real one has a few hundred. */
const MOST_CHARACTERS = 65_536;
/** Levels of nesting, and uses of an alias; a real cell has four, and none. */
const MOST_LEVELS = 32;
const MOST_ALIASES = 32;
/** Mistakes in the YAML itself; most follow from the first. */
const MOST_TOLD = 10;

export type Path = readonly (string | number)[];
type Span = Pick<CellProblem, 'line' | 'column' | 'length'>;

/** A cell's YAML text with the place of everything in it. */
export class YamlSource {
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed;
  /** Keys that stand twice: wrong, though the rest can be read. */
  readonly problems: CellProblem[];

  /** @throws CellError where the text is too long, too deep, or no YAML that a cell may use */
  constructor(
    private readonly text: string,
    private readonly file: string | undefined,
  ) {
    if (text.length > MOST_CHARACTERS) throw this.failure(t('the cell has {0} characters; at most {1} are read.', text.length, MOST_CHARACTERS), 1, 1);
    this.refuseDepth();
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false, logLevel: 'error' });
    const found = [...this.document.errors, ...this.document.warnings];
    const problems = found.slice(0, MOST_TOLD).map(({ code, message, pos }) => ({ message: yamlWords(code) ?? t('not valid YAML: {0}.', t(message)), ...this.span(pos[0], Math.max(pos[1] - pos[0], wordAt(text, pos[0]))) }));
    if (found.some(({ code }) => code !== 'DUPLICATE_KEY')) throw new CellError(problems, file);
    const refused = this.nodeProblems();
    if (refused.length > 0) throw new CellError([...problems, ...refused], file);
    this.problems = problems;
  }

  /** The text as plain values. @throws CellError where aliases multiply */
  value(): unknown {
    try {
      return this.document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
    } catch (error) {
      if (error instanceof ReferenceError) throw this.failure(t('aliases multiply without bound.'), 1, 1);
      throw error;
    }
  }

  /** Where the value at `path` stands, or the nearest thing around it that exists. `key` asks for the last key instead of its value. */
  place(path: Path, what: 'value' | 'key' = 'value'): Span {
    let node: unknown = this.document.contents;
    let at: Span = { line: 1, column: 1 };
    if (node !== null) at = this.nodeSpan(node, at);
    for (const [depth, step] of path.entries()) {
      const child = childOf(this.follow(node), step);
      if (child === undefined) return at;
      const wanted = what === 'key' && depth === path.length - 1 ? child.key : (child.value ?? child.key);
      at = this.nodeSpan(wanted, this.nodeSpan(child.key, at));
      node = child.value;
    }
    return at;
  }

  /** The place of characters within the scalar at `path`; the whole scalar where escapes or line breaks hide them. */
  placeWithin(path: Path, offset: number, length: number): Span {
    const node = this.follow(path.reduce<unknown>((parent, step) => childOf(this.follow(parent), step)?.value, this.document.contents));
    if (!isScalar(node) || node.range == null || typeof node.value !== 'string') return this.place(path);
    const start = node.range[0] + (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0);
    return this.text.startsWith(node.value, start) ? this.span(start + offset, length) : this.place(path);
  }

  /** Brackets open at once, and `-` and `?` on one line: deep nesting would exhaust the parser's stack. */
  private refuseDepth(): void {
    let open = 0;
    let inLine = 0;
    let offset = 0;
    for (const lexeme of new Lexer().lex(this.text)) {
      if (lexeme === '[' || lexeme === '{') open++;
      else if (lexeme === ']' || lexeme === '}') open--;
      else if (lexeme === '-' || lexeme === '?') inLine++;
      else if (lexeme === '\n' || lexeme === '\r\n') inLine = 0;
      if (open + inLine > MOST_LEVELS) {
        const before = this.text.slice(0, offset).split('\n');
        throw this.failure(t('nested deeper than {0} levels.', MOST_LEVELS), before.length, (before.at(-1) ?? '').length + 1);
      }
      if (!LEXER_MARKS.has(lexeme)) offset += lexeme.length;
    }
  }

  /** What the YAML library takes and a cell doesn't: keys that are no words, `__proto__`, aliases that lead nowhere. */
  private nodeProblems(): CellProblem[] {
    const problems: CellProblem[] = [];
    const tell = (node: unknown, message: string): void => {
      problems.push({ message, ...this.nodeSpan(node, { line: 1, column: 1 }) });
    };
    let aliases = 0;
    visit(this.document, {
      Pair: (_index, { key }) => {
        if (!isScalar(key) || typeof key.value !== 'string' || key.value === '__proto__') tell(key, t("this can't be a key: keys are plain words."));
      },
      Alias: (_index, alias) => {
        if (++aliases > MOST_ALIASES) {
          tell(alias, t('more than {0} aliases.', MOST_ALIASES));
          return visit.BREAK;
        }
        if (alias.resolve(this.document) === undefined) tell(alias, t('no anchor "&{0}" stands before this alias.', alias.source));
        return undefined;
      },
    });
    return problems;
  }

  private follow(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document) : node;
  }

  private nodeSpan(node: unknown, otherwise: Span): Span {
    const range = (node as Node | null)?.range;
    return range == null ? otherwise : this.span(range[0], range[1] - range[0]);
  }

  private span(offset: number, length: number): Span {
    const { line, col } = this.lines.linePos(offset);
    const onLine = this.text.slice(offset, offset + length).split(/\r?\n/, 1)[0]?.length ?? 0;
    return onLine > 0 ? { line, column: col, length: onLine } : { line, column: col };
  }

  private failure(message: string, line: number, column: number): CellError {
    return new CellError([{ message, line, column }], this.file);
  }
}

/** Lexemes that stand for no text: start of a document, end of a broken flow, start of a scalar. */
const LEXER_MARKS: ReadonlySet<string> = new Set(['\x02', '\x18', '\x1f']);

/** The parser's commonest findings in the words of cells. */
function yamlWords(code: string): string | undefined {
  switch (code) {
    case 'DUPLICATE_KEY':
      return t('this key stands here twice: remove one.');
    case 'MULTIPLE_DOCS':
      return t('a cell holds one document: remove the "---".');
    case 'TAB_AS_INDENT':
      return t('YAML is indented by spaces, not by tabs.');
    default:
      return undefined;
  }
}

/** Length of the word at an offset. */
function wordAt(text: string, offset: number): number {
  return /^\w*/.exec(text.slice(offset))?.[0].length ?? 0;
}

function childOf(node: unknown, step: string | number): { key: unknown; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
    return isPair(pair) ? { key: pair.key, value: pair.value } : undefined;
  }
  if (isSeq(node) && typeof step === 'number' && step < node.items.length) return { key: node.items[step], value: node.items[step] };
  return undefined;
}
