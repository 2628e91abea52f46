import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeEach, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'call-outcomes-release-'));
const manifests = ['package.json', 'shared/package.json', 'zapier/package.json', 'n8n/package.json'];

beforeEach(() => {
  for (const file of [...manifests, 'CHANGELOG.md', '.ci/check-release.mjs']) {
    cpSync(join(root, file), join(copy, file));
  }
  edit('n8n/package.json', (text) =>
    text.replaceAll('OWNER', 'acme').replaceAll('example.com', 'acme-connectors.dev'),
  );
  edit('CHANGELOG.md', (text) => text.replace('(unreleased)', '(2026-12-01)'));
});
afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

test('a release that is filled in and agrees with itself passes', () => {
  expect(check('v0.1.0')).toEqual({ status: 0, problems: [] });
});

test('the repository as it is names no owner and no date yet', () => {
  cpSync(join(root, 'n8n/package.json'), join(copy, 'n8n/package.json'));
  cpSync(join(root, 'CHANGELOG.md'), join(copy, 'CHANGELOG.md'));
  expect(check()).toEqual({
    status: 1,
    problems: [
      'Replace the placeholder in homepage of n8n/package.json.',
      'Replace the placeholder in author.name of n8n/package.json.',
      'Replace the placeholder in author.email of n8n/package.json.',
      'Replace the placeholder in repository.url of n8n/package.json.',
      'Begin CHANGELOG.md with the heading "## 0.1.0 (YYYY-MM-DD)", the day of the release.',
    ],
  });
});

test('tag, versions and changelog must agree', () => {
  expect(check('v0.2.0').problems).toEqual([
    'The tag is v0.2.0 and the version is 0.1.0: tag the release v0.1.0.',
  ]);
  edit('zapier/package.json', (text) => text.replace('"version": "0.1.0"', '"version": "0.0.9"'));
  expect(check('v0.1.0').problems).toEqual([
    'Set the version in zapier/package.json to 0.1.0, as in n8n/package.json.',
  ]);
});

test('npm asks the same before it publishes', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'n8n/package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts).toEqual({ prepublishOnly: 'node ../.ci/check-release.mjs' });
});

function edit(file: string, change: (text: string) => string): void {
  const path = join(copy, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

function check(...tag: string[]): { status: number | null; problems: string[] } {
  const script = join(copy, '.ci/check-release.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, ...tag], { encoding: 'utf8' });
  return { status, problems: stderr.split('\n').filter(Boolean) };
}
