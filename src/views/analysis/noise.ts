/** Half width of the 95 % band in which the autocorrelation of white noise lies, for so many points. */
export function whiteBand(points: number): number {
  return 1.96 / Math.sqrt(points);
}

/**
 * The autocorrelation that a path of Brownian motion of so many points has by lag: expected autocovariance over expected variance, both
 * about the path's own mean, as the autocorrelation of one path is computed (the covariance of two points is the smaller of their indices).
 */
export function brownAutocorrelation(points: number, lags: number): number[] {
  const rowMean = Array.from({ length: points }, (_, i) => {
    const at = i + 1;
    return ((at * (at + 1)) / 2 + at * (points - at)) / points;
  });
  const grandMean = rowMean.reduce((sum, mean) => sum + mean, 0) / points;
  const covariance = (lag: number): number => {
    let sum = 0;
    for (let i = 0; i + lag < points; i++) sum += i + 1 - (rowMean[i] ?? 0) - (rowMean[i + lag] ?? 0) + grandMean;
    return sum;
  };
  const variance = covariance(0);
  return Array.from({ length: Math.min(lags, points) }, (_, lag) => covariance(lag) / variance);
}
