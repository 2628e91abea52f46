import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const runWith = (env: Record<string, string>, tool: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', `${root}test/tools/${tool}.ts`, ...args],
    { encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } },
  );
  return { status, stdout, stderr };
};
const run = (tool: string, ...args: string[]) => runWith({}, tool, ...args);

describe.each([
  ['probe', ['sailor']],
  ['send', ['air', 'http://127.0.0.1/']],
  ['keep', ['package.json']],
] as const)('%s', (tool, args) => {
  test('says what it does', () => {
    const { status, stdout } = run(tool, '--help');
    expect(stdout).toContain(`npm run ${tool} -- <`);
    expect(status).toBe(0);
  });

  test('says which argument is missing, or one too many', () => {
    expect(run(tool)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^Missing: </) });
    expect(run(tool, ...args, 'more')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Not understood: more\./),
    });
    expect(run(tool, ...args, '--much')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Unknown option '--much'/),
    });
  });
});

test('probe never quotes a key that no header can carry', () => {
  const bad = runWith({ SAILOR_API_TOKEN: 'ключ' }, 'probe', 'sailor');
  expect(bad).toMatchObject({
    status: 1,
    stderr: 'SAILOR_API_TOKEN contains an invalid character: copy the key again.\n',
  });
});

test.each([
  ['probe', ['sailor'], /SAILOR_API_TOKEN/],
  ['probe', ['air'], /sailor, iclosed/],
  ['probe', ['iclosed', '--write'], /for Sailor only/],
  ['send', ['air', 'n8n.example'], /https:\/\//],
  ['send', ['air', 'https://n8n.example/', '--case', 'odd'], /sale, edited/],
  ['send', ['sailor', 'https://n8n.example/', '--case', 'edited'], /Sailor does not send edited/],
  ['keep', ['no-such-file.json'], /cannot be read/],
  ['keep', ['README.md'], /is not JSON/],
] as const)('%s %j ends with a plain error', (tool, args, message) => {
  const { status, stdout, stderr } = run(tool, ...args);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});
