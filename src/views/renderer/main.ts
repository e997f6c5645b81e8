import type { ActivationFunction } from 'vscode-notebook-renderer';

export const activate: ActivationFunction = () => ({
  renderOutputItem(item, element) {
    element.textContent = item.text();
  },
});
