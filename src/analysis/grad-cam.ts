/**
 * Grad-CAM (Selvaraju 2017, arXiv 1610.02391): max(0, Σₖ αₖ·Aₖ), where αₖ is the mean of ∂logit/∂Aₖ over the pixels, divided by its largest value.
 * Both tensors are of one image, [height, width, channels]. Returns height × width values from 0 to 1; all zero where nothing speaks for the class.
 */
export function gradCamMap(activations: Float32Array, gradients: Float32Array, channels: number): Float32Array {
  const pixels = activations.length / channels;
  const weights = new Float64Array(channels);
  for (let i = 0; i < gradients.length; i++) weights[i % channels] = (weights[i % channels] as number) + (gradients[i] as number) / pixels;
  const map = Float64Array.from({ length: pixels }, (_, pixel) => {
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += (weights[k] as number) * (activations[pixel * channels + k] as number);
    return sum > 0 ? sum : 0;
  });
  const largest = map.reduce((a, b) => Math.max(a, b), 0);
  return Float32Array.from(map, (value) => (largest > 0 && Number.isFinite(largest) ? value / largest : 0));
}
