import { inputError, type LabError } from '../../base/errors';
import { t } from '../../base/l10n';
import { quoted } from '../complaint';
import type { Renamed } from './our-names';
import { MOST_DIMENSIONS } from '../pth/strided';
import { shapeText } from './unmatched';

/** More tensors than any network here has, with an optimiser's state. */
const MOST_TENSORS = 50_000;
const LONGEST_NAME = 1000;

/** Refuses a file that can be no network's before its names are looked at one by one. @throws LabError */
export function checkTensors(tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>, file: string): void {
  const refused = (what: string): LabError => inputError(what, { place: file });
  if (tensors.size === 0) throw refused(t('there is no tensor in it.'));
  if (tensors.size > MOST_TENSORS) throw refused(t('it has {0} tensors; a network has {1} at most.', tensors.size, MOST_TENSORS));
  for (const [name, { shape }] of tensors) {
    if (name.length > LONGEST_NAME) throw refused(t('a tensor has a name of {0} characters: {1}.', name.length, quoted(name)));
    if (shape.length > MOST_DIMENSIONS || !shape.every((n) => Number.isSafeInteger(n) && n >= 0)) throw refused(t('the tensor "{0}" has no valid shape: {1}.', quoted(name), shapeText(shape)));
  }
}

/** Features by which other networks are told from ours, and what they are. */
const FEATURES: readonly { readonly name: RegExp; what(name: string): string }[] = [
  { name: /^(conv1\.\d+\.|stem\.conv1\.)/, what: (name) => t('its stem is deep, several convs instead of one ("{0}"): such as resnet50d of timm', name) },
  { name: /\.se\./, what: (name) => t('its units have squeeze-and-excitation ("{0}"): a SENet or ECA-Net', name) },
  { name: /\.convs\.\d+\./, what: (name) => t('its units split their channels ("{0}"): a Res2Net', name) },
  { name: /\.(aa|filt)(\.|$)/, what: (name) => t('it blurs where it strides ("{0}")', name) },
  { name: /norm\d*\.(v|tau)$/, what: (name) => t('it normalises by something other than batch norm ("{0}")', name) },
  { name: /^stem\.norm\./, what: (name) => t('it has pre-activation\'s names but activates after its convs ("{0}")', name) },
];

/** Refuses networks of other kinds and networks without a classifier, by what they are. @throws LabError */
export function refuseOthers({ scheme, tensors, theirs }: Renamed, file: string): void {
  const refused = (what: string, mend?: string): LabError => inputError(t('not a network that is known here: {0}.', what), { place: file, mend });
  for (const { from } of tensors.values()) {
    const feature = FEATURES.find(({ name }) => name.test(from));
    if (feature !== undefined) throw refused(feature.what(quoted(from)));
  }
  for (const [name, { from, shape }] of tensors) {
    if (/downsample\.1\.weight$/.test(name) && shape.length === 4) throw refused(t('its shortcuts pool before they project ("{0}" is a conv): such as resnet50d of timm', quoted(from)));
  }
  const names = [...tensors.keys()];
  const norm = names.find((name) => /(^|\.)bn1\.bias$/.test(name));
  if (norm !== undefined && !names.some((name) => name.endsWith('.running_mean'))) throw refused(t('its norms have no running means ("{0}"): group norm, or another norm that is no batch norm', quoted(tensors.get(norm)?.from ?? norm)));
  if (scheme === 'timm-v2' && tensors.get('layer1.0.conv1.weight')?.shape[2] === 3) {
    throw refused(t('its units are basic: timm passes the stem on along the first shortcut as it is, and the networks here the activated one, under the same names'));
  }
  const hasUnits = names.some((name) => name.startsWith('layer1.'));
  if (hasUnits && tensors.has('conv1.weight') && !tensors.has('fc.weight')) {
    throw refused(t('it has no classifier ("{0}" is missing): a backbone alone names no classes', theirs('fc.weight')), t('Use weights that were saved with their classifier.'));
  }
}
