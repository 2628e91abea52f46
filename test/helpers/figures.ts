export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** To three decimals. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
