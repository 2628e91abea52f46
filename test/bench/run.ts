/** `npm run bench [name]`: runs every `*.bench.ts` of this folder, prints one table, then the same as JSON. */
import { readdirSync } from 'node:fs';

/** What one bench file exports as `measure`. Ratios travel between machines, absolute times do not. */
export interface Measurement {
  what: string;
  ours: number;
  baseline: number;
  /** `ours / baseline`. */
  ratio: number;
  unit: string;
  limit: string;
  met: boolean;
}

const [wanted = ''] = process.argv.slice(2);
const files = readdirSync(import.meta.dirname).filter(
  (file) => file.endsWith('.bench.ts') && file.includes(wanted),
);
const measurements: Measurement[] = [];
if (files.length === 0) {
  console.error(`No benchmark has "${wanted}" in its name.`);
  process.exitCode = 1;
}
for (const file of files) {
  console.error(`Measuring ${file}, which takes some minutes on a busy machine …`);
  const { measure } = (await import(`./${file}`)) as { measure: () => Promise<Measurement[]> };
  measurements.push(...(await measure()));
}
console.table(measurements);
console.log(JSON.stringify(measurements, null, 2));
