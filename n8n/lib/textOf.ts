/** A parameter as text: an expression may give a number where text is meant. Anything else counts as left empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
