import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import communityNodes from '@n8n/eslint-plugin-community-nodes';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const packageFolder = fileURLToPath(new URL('../../n8n', import.meta.url));

jest.setTimeout(60_000);

// The two passes that n8n's scanner makes over a package: its source, and what was published of it.
test.each([
  ['source', ['package.json', '{nodes,credentials}/**/*.{js,ts,json}']],
  ['build', ['package.json', 'dist/**/*.js']],
])("n8n's rules for community nodes pass on the %s", async (_, patterns) => {
  const eslint = new ESLint({
    cwd: packageFolder,
    allowInlineConfig: false,
    overrideConfigFile: true,
    ignore: false,
    overrideConfig: [
      communityNodes.configs.recommended,
      { rules: { 'no-console': 'error' } },
      { files: ['**/*.{ts,json}'], languageOptions: { parser: tseslint.parser } },
    ],
  });
  const results = await eslint.lintFiles(patterns);
  expect(results.length).toBeGreaterThan(6);
  expect(
    results.flatMap(({ filePath, messages }) => messages.map((found) => ({ filePath, ...found }))),
  ).toEqual([]);
});

test('the packed package holds only what a user needs', () => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: packageFolder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }] = JSON.parse(output) as [{ files: { path: string }[] }];
  const other = files
    .map(({ path }) => path)
    .filter((path) => !/^dist\/(core|(nodes|credentials)\/.+)\.js$/.test(path))
    .filter((path) => !/^dist\/(icons\/.+\.svg|nodes\/\w+\/__schema__\/.+\.json)$/.test(path));
  expect(other.sort()).toEqual(['LICENSE', 'README.md', 'dist/third-party-licenses.txt', 'package.json']);
});
