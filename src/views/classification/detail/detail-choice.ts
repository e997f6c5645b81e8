/** What the reader has chosen to see of one image. */
export interface DetailChoice {
  /** False: what the network saw is not marked. */
  readonly crop?: boolean | undefined;
  /** False: where it looked is not drawn. */
  readonly heat?: boolean | undefined;
  /** How strongly that is drawn, 0 to 1. */
  readonly opacity?: number | undefined;
  /** The layer that it is asked of; undefined: each network's last. */
  readonly layer?: string | undefined;
  /** Name of the class that it speaks for; undefined: each network's first. */
  readonly target?: string | undefined;
  /** Sections that lie open. */
  readonly open?: readonly string[] | undefined;
  /** Of feature maps and filters: number of the model. */
  readonly model?: number | undefined;
  /** The layer whose activations are shown; undefined: each network's first convolution. */
  readonly features?: string | undefined;
  readonly sort?: ChannelSort | undefined;
  /** All channels from the smallest to the largest value of the layer. */
  readonly sameScale?: boolean | undefined;
}

export type ChannelSort = 'number' | 'maximum' | 'mean';
