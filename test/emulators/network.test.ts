import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { getCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { createNetwork } from './network.ts';
import type { EmulatedNetwork } from './network.ts';

let network: EmulatedNetwork;

beforeAll(async () => {
  network = await createNetwork({
    'api.one.test': (request, response) => response.end(`one ${request.url ?? ''}`),
    'api.two.test': (_request, response) => response.end('two'),
  });
});
afterAll(() => network.close());

/** Runs a program in a process of its own and gives what it prints. */
async function run(env: Record<string, string>, program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--input-type=module', '--eval', program],
    { env: { PATH: process.env['PATH'], ...env } },
  );
  return stdout.trim();
}

const byFetch = (url: string) => `
  console.log(await fetch('${url}').then((response) => response.text(), (error) => String(error.cause)));`;
const byHttps = (url: string) => `
  import { get } from 'node:https';
  get('${url}', (response) => response.pipe(process.stdout)).on('error', (error) => console.log(String(error)));`;

test.each([
  ['the proxy', /cancelled|403/, byFetch, () => ({ ...network.proxyEnv, NODE_USE_ENV_PROXY: '1' })],
  ['a preload, with fetch', /ENOTFOUND api\.three\.test \(only emulated/, byFetch, () => network.preloadEnv],
  [
    'a preload, with node:https',
    /ENOTFOUND api\.three\.test \(only emulated/,
    byHttps,
    () => network.preloadEnv,
  ],
])('a child process reaches the stand-ins, and nothing else, by %s', async (way, refusal, program, env) => {
  const answers = await Promise.all(
    ['https://api.one.test/path?query=1', 'https://api.two.test/', 'https://api.three.test/'].map((url) =>
      run(env(), program(url)),
    ),
  );
  expect(answers.slice(0, 2)).toEqual(['one /path?query=1', 'two']);
  expect(answers[2]).toMatch(refusal);
  if (way === 'the proxy') expect(network.refused).toEqual(['api.three.test']);
});

test('a child process without the certificate trusts no stand-in', async () => {
  const env = { ...network.preloadEnv, NODE_EXTRA_CA_CERTS: '' };
  expect(await run(env, byHttps('https://api.one.test/'))).toMatch(/self-signed certificate/);
});

test('this process reaches them while it is redirected', async () => {
  const trusted = trustedNow();
  const undo = network.redirect();
  try {
    expect(await fetch('https://api.two.test/').then((response) => response.text())).toBe('two');
    await expect(fetch('https://api.three.test/')).rejects.toThrow();
  } finally {
    undo();
  }
  expect(trustedNow()).toEqual(trusted);
  await expect(
    new Promise((_resolve, reject) => connect({ host: 'api.two.test', port: 443 }).on('error', reject)),
  ).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
});

test('nothing stays behind when it is closed', async () => {
  const other = await createNetwork({ 'api.one.test': (_request, response) => response.end() });
  const file = other.proxyEnv['NODE_EXTRA_CA_CERTS'] ?? '';
  expect(existsSync(file)).toBe(true);
  await other.close();
  expect(existsSync(file)).toBe(false);
});

/** One from two places is listed twice, and with other line breaks, until the list is set. */
function trustedNow(): Set<string> {
  return new Set(getCACertificates('default').map((certificate) => certificate.replace(/\s/g, '')));
}
