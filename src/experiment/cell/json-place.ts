const SPACE = /[ \t\r\n]*/y;
const TOKEN = /[[\]{}:,]|"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** What may come next: a value, the first of a list or its end, a key, the first of an object or its end, a colon, or a comma or end. */
type State = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'after';

/** Offset of the first character at which a text stops being JSON; `JSON.parse` doesn't always say. */
export function jsonErrorAt(text: string): number {
  const open: string[] = [];
  let state: State | undefined = 'value';
  for (let at = skip(SPACE, text, 0); ; at = skip(SPACE, text, at)) {
    const end = skip(TOKEN, text, at);
    state = end > at ? next(state, text.slice(at, end), open) : undefined;
    if (state === undefined) return at;
    at = end;
  }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

/** The state after a token, undefined where it may not stand there. `open` holds the brackets that are open. */
function next(state: State, token: string, open: string[]): State | undefined {
  const closes = token === (open.at(-1) === '[' ? ']' : '}') && open.length > 0;
  if (closes && (state === 'after' || state === (token === ']' ? 'first value' : 'first key'))) {
    open.pop();
    return 'after';
  }
  switch (state) {
    case 'colon':
      return token === ':' ? 'value' : undefined;
    case 'key':
    case 'first key':
      return token.startsWith('"') ? 'colon' : undefined;
    case 'after':
      if (token !== ',' || open.length === 0) return undefined;
      return open.at(-1) === '[' ? 'value' : 'key';
    default:
      if (/^[\]}:,]/.test(token)) return undefined;
      return opened(token, open) ?? 'after';
  }
}

function opened(token: string, open: string[]): State | undefined {
  if (token !== '[' && token !== '{') return undefined;
  open.push(token);
  return token === '[' ? 'first value' : 'first key';
}
