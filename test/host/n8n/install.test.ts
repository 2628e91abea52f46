import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const install = new URL('./install.ts', import.meta.url).href;
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Stands in for npm, which would take minutes for a real n8n; the end-to-end tests run the real one. */
const fakeNpm = `#!/bin/sh
echo "$1" >> "$NPM_CALLS"
case "$1:$NPM_DOES" in
  ci:hang) mkdir -p node_modules/half && exec sleep 600 ;;
  ci:offline) echo 'npm error code ENOTFOUND' >&2; exit 1 ;;
  ci:*) mkdir -p node_modules/n8n ;;
  rebuild:no-compiler) echo 'gyp ERR! not found: make' >&2; exit 1 ;;
  rebuild:*) mkdir -p node_modules/sqlite3 && echo > node_modules/sqlite3/index.js ;;
esac
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'call-outcomes-install-'));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'npm'), fakeNpm);
  await chmod(join(folder, 'bin', 'npm'), 0o755);
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('installs once and finds it the next time', async () => {
  const first = await ended(start());
  const second = await ended(start());

  expect(first.code).toBe(0);
  expect(first.printed).toContain('Installing n8n');
  expect(second).toEqual({ code: 0, printed: expect.not.stringContaining('Installing') });
  expect(await installs()).toEqual(['node_modules', 'package-lock.json', 'package.json']);
});

test('two at once both end with the same whole install', async () => {
  const results = await Promise.all([ended(start()), ended(start())]);

  expect(results.map(({ code }) => code)).toEqual([0, 0]);
  expect(await installs()).toEqual(['node_modules', 'package-lock.json', 'package.json']);
});

test('takes an interrupted install for none, and clears it away', async () => {
  const interrupted = start('hang');
  while (!existsSync(join(folder, 'calls'))) await sleep(20);
  process.kill(-(interrupted.pid ?? 0), 'SIGKILL');
  await once(interrupted, 'close');

  expect(await ended(start())).toMatchObject({ code: 0 });
  expect(await installs()).toEqual(['node_modules', 'package-lock.json', 'package.json']);
});

test.each([
  ['offline', /^The npm registry cannot be reached: .*\n$/],
  ['no-compiler', /^The database addon sqlite3 cannot be built: install .*\n$/],
])('says in one line what to do: %s', async (behaviour, line) => {
  const { code, printed } = await ended(start(behaviour));

  expect(code).toBe(1);
  expect(printed.replace(/^(Installing|Building) .*\n/gm, '')).toMatch(line);
  // Only the output that the line names is left.
  expect(await readdir(join(folder, 'cache', 'call-outcomes'))).toEqual([expect.stringMatching(/\.log$/)]);
});

function start(behaviour = ''): ChildProcess {
  const code = `import(${JSON.stringify(install)}).then(({ ensureHost }) => ensureHost())
    .catch((error) => { console.error(error.message); process.exitCode = 1; })`;
  return spawn(process.execPath, ['-e', code], {
    cwd: root,
    detached: true,
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`,
      XDG_CACHE_HOME: join(folder, 'cache'),
      NPM_CALLS: join(folder, 'calls'),
      NPM_DOES: behaviour,
    },
  });
}

async function ended(child: ChildProcess): Promise<{ code: number | null; printed: string }> {
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  }
  await once(child, 'close');
  return { code: child.exitCode, printed };
}

/** What lies in the one install that there is. */
async function installs(): Promise<string[]> {
  const cache = join(folder, 'cache', 'call-outcomes');
  const [name = '', ...others] = await readdir(cache);
  expect(others).toEqual([]);
  return (await readdir(join(cache, name))).sort();
}
