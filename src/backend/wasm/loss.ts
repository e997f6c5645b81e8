/** Mean cross-entropy with torch's label smoothing, and its gradient: [N, classes] logits, N labels. */
export function crossEntropy(logits: Float32Array, labels: Int32Array, smoothing: number): { loss: number; gradient: Float32Array } {
  const count = labels.length;
  const classes = logits.length / count;
  const gradient = new Float32Array(logits.length);
  const off = smoothing / classes;
  let loss = 0;
  for (let row = 0; row < count; row++) {
    const start = row * classes;
    const logSum = logSumExp(logits, start, classes);
    for (let c = 0; c < classes; c++) {
      const target = (c === labels[row] ? 1 - smoothing : 0) + off;
      const logProbability = (logits[start + c] as number) - logSum;
      if (target > 0) loss -= target * logProbability;
      gradient[start + c] = (Math.exp(logProbability) - target) / count;
    }
  }
  return { loss: loss / count, gradient };
}

function logSumExp(logits: Float32Array, start: number, classes: number): number {
  let largest = -Infinity;
  for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[start + c] as number);
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += Math.exp((logits[start + c] as number) - largest);
  return largest + Math.log(sum);
}

/** Rows whose label is among the `k` largest logits (ties count for the label, as TensorFlow's InTopK); none where a logit is not finite. */
export function withinTop(logits: Float32Array, labels: Int32Array, k: number): number {
  const classes = logits.length / labels.length;
  let hits = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    const own = logits[start + (labels[row] as number)] as number;
    let larger = 0;
    let finite = Number.isFinite(own);
    for (let c = 0; c < classes; c++) {
      const logit = logits[start + c] as number;
      if (!Number.isFinite(logit)) finite = false;
      if (logit > own) larger++;
    }
    if (finite && larger < k) hits++;
  }
  return hits;
}
