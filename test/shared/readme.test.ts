import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));

test("the README's example gives what the README says", () => {
  const readme = readFileSync(`${root}README.md`, 'utf8');
  const [, result = '', example = ''] = /^```json\n(.*?)^```$.*?^```ts\n(.*?)^```$/ms.exec(readme) ?? [];
  expect(example).toContain("from './shared/index.ts'");
  const script = `${example}\nconsole.log(JSON.stringify(outcomes));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  // The README shows the lines that a reader maps first.
  expect(JSON.parse(stdout)).toMatchObject([JSON.parse(result)]);
});
