import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const root = new URL('..', import.meta.url);

test('no file of the product has more than 300 lines', () => {
  const files = globSync('{shared,n8n,zapier}/**/*.{ts,mjs}', {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist|build)$/.test(path),
  });
  expect(files.length).toBeGreaterThan(50);
  const lengths = files.map((file) => [
    file,
    readFileSync(new URL(file, root), 'utf8').split('\n').length - 1,
  ]);
  expect(lengths.filter(([, lines]) => Number(lines) > 300)).toEqual([]);
});
