/** How the learning rate moves over the steps of a training; `epochs` and milestones are whole epochs. */
export type ScheduleConfig =
  | { readonly name: 'constant' }
  /** torch's MultiStepLR: times `gamma` at each milestone. */
  | { readonly name: 'step'; readonly milestones: readonly number[]; readonly gamma: number }
  /** torch's CosineAnnealingLR, by steps, down to the rate `final`. */
  | { readonly name: 'cosine'; readonly final: number }
  /** torch's OneCycleLR with cosine annealing in two phases. */
  | { readonly name: 'onecycle'; readonly pctStart: number; readonly divFactor: number; readonly finalDivFactor: number };

export interface ScheduleLength {
  readonly stepsPerEpoch: number;
  readonly epochs: number;
}

/** The learning rate of step `step` (from 0). During `warmup` epochs it rises linearly to the schedule's rate, and the schedule runs over the rest. */
export function learningRate(schedule: ScheduleConfig, lr: number, warmup: number, length: ScheduleLength, step: number): number {
  const warmSteps = Math.round(warmup * length.stepsPerEpoch);
  if (step < warmSteps) return (lr * (step + 1)) / warmSteps;
  const total = length.stepsPerEpoch * length.epochs - warmSteps;
  const at = step - warmSteps;
  switch (schedule.name) {
    case 'constant':
      return lr;
    case 'step': {
      const epoch = Math.floor(step / length.stepsPerEpoch);
      return lr * schedule.gamma ** schedule.milestones.filter((milestone) => epoch >= milestone).length;
    }
    case 'cosine':
      return cosine(lr, schedule.final, at / total);
    case 'onecycle':
      return oneCycle(schedule, lr, at, total);
  }
}

function oneCycle(schedule: Extract<ScheduleConfig, { name: 'onecycle' }>, lr: number, at: number, total: number): number {
  const initial = lr / schedule.divFactor;
  const peak = schedule.pctStart * total - 1;
  const last = total - 1;
  if (at <= peak) return cosine(initial, lr, peak === 0 ? 1 : at / peak);
  return cosine(lr, initial / schedule.finalDivFactor, last === peak ? 1 : (at - peak) / (last - peak));
}

function cosine(from: number, to: number, part: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * part))) / 2;
}
