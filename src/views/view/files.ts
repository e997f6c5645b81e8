import type { SaveFormat } from '../../engine/view-protocol';
import type { Strings } from '../text/strings';
import type { Files } from './context';
import type { Host } from './host';

const TYPES: Readonly<Record<SaveFormat, string>> = { png: 'image/png', svg: 'image/svg+xml', csv: 'text/csv', json: 'application/json', tex: 'application/x-tex', md: 'text/markdown' };

/** Files through the host where there is one, else as a download of the page's own. What came of it is said in words. */
export function filesOf(host: Host | undefined, strings: Strings, say: (sentence: string) => void): Files {
  const told = (work: () => Promise<string | undefined>): void => {
    work().then(
      (sentence) => sentence !== undefined && say(sentence),
      (error: unknown) => say(error instanceof Error ? error.message : String(error)),
    );
  };
  return {
    save: (name, format, content) =>
      told(async () => {
        if (host === undefined) return void download(name, format, content);
        const path = await host.save(name, format, content);
        return path === undefined ? undefined : strings.saved(path);
      }),
    copy: (text) =>
      told(async () => {
        await (host === undefined ? navigator.clipboard.writeText(text) : host.copy(text));
        return strings.copied;
      }),
  };
}

function download(name: string, format: SaveFormat, content: string): void {
  const bytes = format === 'png' ? Uint8Array.from(atob(content), (character) => character.charCodeAt(0)) : content;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type: TYPES[format] }));
  link.download = `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
