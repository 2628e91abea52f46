export function without(
  object: Readonly<Record<string, unknown>>,
  ...keys: string[]
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
