/** Half width of the 95 % band in which the autocorrelation of white noise lies, for so many points. */
export function whiteBand(points: number): number {
  return 1.96 / Math.sqrt(points);
}

/**
 * The autocorrelation by lag of Brownian motion around a circle of so many points (a random walk that comes back to where it began, a Brownian
 * bridge) about its own mean: 1 − 6 k (n − k) / (n² − 1), the same from wherever one starts.
 */
export function brownAutocorrelation(points: number, lags: number): number[] {
  return Array.from({ length: lags }, (_, lag) => 1 - (6 * lag * (points - lag)) / (points ** 2 - 1));
}
