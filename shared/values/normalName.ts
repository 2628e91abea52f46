/** Names of outcomes that people choose count as the same without letter case and outer spaces. */
export function normalName(name: string): string {
  return name.trim().toLowerCase();
}
