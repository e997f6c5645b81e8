/** Names that tell classes apart: where two classes have the same name (ImageNet has two cranes), each bears its number. */
export function distinctNames(labels: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map((label, index) => ((counts.get(label) ?? 0) > 1 ? `${label} (${index})` : label));
}
