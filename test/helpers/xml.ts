import assert from 'node:assert/strict';

/** That a text is well-formed XML, as far as a drawing needs: tags that match, attributes in quotes and each once, no bare `&` or `<`. */
export function assertWellFormed(text: string): void {
  const open: string[] = [];
  const rest = text.trim().replace(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_, end: string, name: string, attributes: string, empty: string) => {
    const names = [...attributes.matchAll(/\s([\w:-]+)="/g)].map(([, key]) => key);
    assert.equal(new Set(names).size, names.length, `an attribute of <${name}> stands twice`);
    if (end !== '') assert.equal(open.pop(), name, `</${name}>`);
    else if (empty === '') open.push(name);
    return '';
  });
  assert.deepEqual(open, [], 'elements that are not closed');
  assert.doesNotMatch(rest, /[<>]|&(?!(amp|lt|gt|quot|#\d+);)/);
  assert.doesNotMatch(text, /&(?!(amp|lt|gt|quot|#\d+);)|NaN|undefined|Infinity/);
}
