import { t } from '../../base/l10n';
import type { Graph } from '../../resnet/graph';
import type { ExportFormat } from '../export-format';

/** What whoever exports a network should know of the file, as sentences. */
export function exportRemarks(graph: Graph, format: ExportFormat): string[] {
  if (format !== 'safetensors' || isTorchvisions(graph)) return [];
  return [t('torchvision has no such network ({0}, order {1}): ResNet Lab opens the file, but load_state_dict refuses it or takes it for another network.', graph.architecture.name, graph.order.name)];
}

/** Whether a call of torchvision's `ResNet` makes this network. Names and shapes alone do not tell: other orders of the same layers have the same ones. */
function isTorchvisions({ architecture, order, options }: Graph): boolean {
  return architecture.family === 'imagenet' && order.name === 'original' && options.shortcut === 'B' && options.variant === undefined && options.input.channels === 3;
}
