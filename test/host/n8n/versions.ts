// Runs the tests of the triggers, of restarts and of subscriptions against other versions of n8n: those that are named,
// or the newest one that installs from the registry and the oldest one that the n8n package's README calls tested.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const TESTS = 'test/e2e/(triggers|repeats|sailor-trigger)';
/** The newest ones can lack a dependency in a registry that lags behind. */
const CANDIDATES = 5;

const named = process.argv.slice(2);
const [newest, ...rest] =
  named.length > 0 ? named.map((version) => [version]) : [newestVersions(), [oldest()]];
const results = [newest ?? [], ...rest].map(firstThatInstalls);
for (const { version, result } of results) console.log(`n8n ${version}: ${result}`);
if (results.some(({ result }) => result !== 'passed')) process.exitCode = 1;

function firstThatInstalls(candidates: readonly string[]): { version: string; result: string } {
  const version = candidates.find((candidate) => isInstalled(candidate));
  if (version === undefined) return { version: candidates.join(', '), result: 'does not install' };
  const { status } = npm(version, ['run', '--silent', 'e2e', '--', TESTS]);
  return { version, result: status === 0 ? 'passed' : 'failed' };
}

function isInstalled(version: string): boolean {
  const install = `import('./test/host/n8n/install.ts').then(({ ensureHost }) => ensureHost())
    .catch(({ message }) => { console.error(message); process.exitCode = 1; })`;
  return npm(version, ['exec', '--', 'node', '-e', install]).status === 0;
}

function npm(version: string, args: readonly string[]) {
  return spawnSync('npm', args, { stdio: 'inherit', env: { ...process.env, N8N_VERSION: version } });
}

function newestVersions(): string[] {
  const versions = execFileSync('npm', ['view', 'n8n', 'versions', '--json'], { encoding: 'utf8' });
  return (JSON.parse(versions) as string[])
    .filter((version) => /^[\d.]+$/.test(version))
    .sort(compareVersions)
    .reverse()
    .slice(0, CANDIDATES);
}

function oldest(): string {
  const readme = readFileSync(new URL('../../../n8n/README.md', import.meta.url), 'utf8');
  const [, tested = ''] = /Tested with n8n ((?:\d+\.\d+\.\d+(?:, | and )?)+)/.exec(readme) ?? [];
  const [first] = (tested.match(/\d+\.\d+\.\d+/g) ?? []).sort(compareVersions);
  if (first === undefined) throw new Error('The README names no version of n8n as tested.');
  return first;
}

function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
