import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import communityNodes from '@n8n/eslint-plugin-community-nodes';
import { ESLint, type Linter } from 'eslint';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import tseslint from 'typescript-eslint';

const packageFolder = fileURLToPath(new URL('../../n8n', import.meta.url));

const load = createRequire(import.meta.url);
const { n8n: manifest } = JSON.parse(readFileSync(`${packageFolder}/package.json`, 'utf8')) as {
  n8n: { nodes: string[]; credentials: string[] };
};

jest.setTimeout(60_000);

// The two passes that n8n's scanner makes over a package: its source, and what was published of it.
test.each([
  ['source', ['package.json', '{nodes,credentials}/**/*.{js,ts,json}']],
  ['build', ['package.json', 'dist/**/*.js']],
])("n8n's rules for community nodes pass on the %s", async (_, patterns) => {
  const results = await eslintWith({}).lintFiles(patterns);
  expect(results.length).toBeGreaterThan(6);
  expect(
    results.flatMap(({ filePath, messages }) => messages.map((found) => ({ filePath, ...found }))),
  ).toEqual([]);
});

// The scanner reads literals, and ours are rendered: so what is rendered is written out as literals for it.
test.each([...manifest.nodes, ...manifest.credentials])(
  "n8n's rules pass on what %s renders",
  async (path) => {
    const eslint = eslintWith({
      // These look up credentials in the sources of the package, which have no literals; the test below does the same.
      '@n8n/community-nodes/no-credential-reuse': 'off',
      '@n8n/community-nodes/credential-test-required': 'off',
    });
    const [result] = await eslint.lintText(writtenOut(path), {
      filePath: `${packageFolder}/${path.replace(/js$/, 'ts')}`,
    });
    expect(result?.messages).toEqual([]);
  },
);

test('every credential of a node is in the package, and tested unless nothing can test it', () => {
  const known = manifest.credentials.map((path) => instanceOf(path) as unknown as ICredentialType);
  const used = manifest.nodes.flatMap(
    (path) => (instanceOf(path) as unknown as INodeType).description.credentials ?? [],
  );
  const names = known.map(({ name }) => name);
  for (const { name } of used) expect(names).toContain(name);
  const untested = known.filter(
    ({ name, test }) => test === undefined && !used.some((one) => one.name === name && one.testedBy),
  );
  expect(untested.map(({ name }) => name)).toEqual(['airApi']);
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

function eslintWith(rules: Linter.RulesRecord): ESLint {
  return new ESLint({
    cwd: packageFolder,
    allowInlineConfig: false,
    overrideConfigFile: true,
    ignore: false,
    overrideConfig: [
      communityNodes.configs.recommended,
      { rules: { 'no-console': 'error', ...rules } },
      { files: ['**/*.{ts,json}'], languageOptions: { parser: tseslint.parser } },
    ],
  });
}

function instanceOf(path: string): Record<string, unknown> {
  const [className = ''] = basename(path).split('.');
  const built = load(`${packageFolder}/${path}`) as Record<string, new () => Record<string, unknown>>;
  const Built = built[className];
  if (!Built) throw new Error(`${path} has no ${className}.`);
  return new Built();
}

/** A class with the same properties, as one would write it by hand. */
function writtenOut(path: string): string {
  const [className = ''] = basename(path).split('.');
  const { description, ...others } = instanceOf(path);
  const properties = Object.entries(description ? { description } : others).map(([name, value]) => {
    const literal = JSON.stringify(value)
      .replace(/"(\w+)":/g, '$1:')
      .replaceAll('["main"]', '[NodeConnectionTypes.Main]');
    return `${name} = ${literal};`;
  });
  const webhook = (others['webhookMethods'] as { default: object } | undefined)?.default;
  const registration = Object.keys(webhook ?? {}).map((name) => `async ${name}() { return true; }`);
  if (webhook) properties.push(`webhookMethods = { default: { ${registration.join(', ')} } };`);
  const kind = description ? 'INodeType' : 'ICredentialType';
  return `export class ${className} implements ${kind} { ${properties.join('\n')} }`;
}
