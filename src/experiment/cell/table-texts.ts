import { DATASETS } from '../../data/catalogue';
import { ARCHITECTURES } from '../../resnet/catalogue';
import { NAMED_ORDERS } from '../../resnet/order';
import { METRICS } from './metrics';
import { cellJsonSchema } from './schema';
import { YAML_MESSAGES } from './yaml-messages';

/** The annotations of the schema that people read. */
const ANNOTATIONS = ['description', 'unit', 'defaultText', 'expects'];

/** Every text that stands in a table and is translated where it is used, once: the language of cells, the metrics, the catalogues, and what the YAML library says. Numbers and names of programs, such as `1e-8` and `torchvision.models.resnet18`, need no translation. */
export function tableTexts(): string[] {
  const texts = [
    ...annotations(cellJsonSchema()),
    ...Object.values(METRICS).map(({ title }) => title),
    ...NAMED_ORDERS.map(({ source }) => source),
    ...ARCHITECTURES.map(({ source }) => source),
    ...Object.values(DATASETS).map(({ description }) => description),
    ...YAML_MESSAGES,
  ];
  return [...new Set(texts)].filter((text) => !/^(torchvision\.[\w.]+|[\d.e-]+)$/.test(text));
}

function annotations(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) => (typeof value !== 'string' ? annotations(value) : ANNOTATIONS.includes(name) ? [value] : []));
}
