import { t } from '../base/l10n';

/** Where a data set came from, for people. It is stored in English (`source.json`, `trial.json`), and read in whatever language. */
export function sourceInWords(source: string): string {
  switch (source) {
    case 'generated':
      return t('generated');
    case 'official download':
      return t('official download');
    case 'installed Debian package':
      return t('installed Debian package');
    case 'Debian package':
      return t('Debian package');
    case 'files in the cache folder':
      return t('files in the cache folder');
    default:
      return source.startsWith('mirror ') ? t('mirror {0}', source.slice('mirror '.length)) : source;
  }
}
