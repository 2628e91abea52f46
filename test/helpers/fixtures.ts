import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OutcomeError, type ProviderId, type ReceiveOptions } from '../../shared/index.ts';

/** One documented or tricky delivery: `<name>.json`, what it gives, and what the receiver had set. */
export interface Fixture {
  name: string;
  /** The file as it is, so that no parser stands between it and the code under test. */
  body: Buffer;
  /** From `<name>.options.json`; empty where there is no such file. */
  options: ReceiveOptions;
  /** From `<name>.expected.json`: what `receive` returns, or `{ error: <code> }`. */
  expected: unknown;
}

const providersFolder = fileURLToPath(new URL('../../shared/providers/', import.meta.url));

/** File or folder of a provider; without `path` the folder itself. */
export function providerPath(provider: string, path = ''): string {
  return `${providersFolder}${provider}/${path}`;
}

export function fixturesOf(provider: ProviderId): Fixture[] {
  const folder = providerPath(provider, 'fixtures/');
  return readdirSync(folder)
    .flatMap((file) => /^([^.]+)\.json$/.exec(file)?.[1] ?? [])
    .map((name) => ({
      name,
      body: readFileSync(`${folder}${name}.json`),
      options: existsSync(`${folder}${name}.options.json`)
        ? (readJson(`${folder}${name}.options.json`) as ReceiveOptions)
        : {},
      expected: readJson(`${folder}${name}.expected.json`),
    }));
}

/** What reading a delivery gives, as it stands in the expected files. */
export function resultOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof OutcomeError) return { error: error.code };
    throw error;
  }
}

/** The documented delivery that every provider has. */
export function sampleOf(provider: ProviderId): Buffer {
  return readFileSync(providerPath(provider, 'fixtures/outcome.json'));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
