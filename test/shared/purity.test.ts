/** The core runs in hosts that forbid input, output and globals, and is bundled into each of them. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import * as core from '../../shared/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGES = ['libphonenumber-js', 'standardwebhooks', 'zod'];

/** What it may not name: input and output, clocks that tick, ways to run text as code, ways out of the module. */
const FORBIDDEN = [
  ...['process', 'console', 'globalThis', 'global', 'window', 'self', 'navigator', 'performance'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'clearTimeout', 'clearInterval'],
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'localStorage', 'eval', 'Function', 'require', 'module'],
  ...['__dirname', '__filename'],
];

interface Source {
  file: string;
  imports: string[];
  names: string[];
  hasTopLevelAwait: boolean;
  /** Reads the machine's clock or its chance. */
  impure: string[];
}

function read(file: string): Source {
  const text = readFileSync(resolve(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Source = { file, imports: [], names: [], hasTopLevelAwait: false, impure: [] };
  const visit = (node: ts.Node, inFunction: boolean): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.imports.push((node.moduleSpecifier as ts.StringLiteral).text);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      found.imports.push(node.arguments[0]?.getText() ?? '');
    }
    if (ts.isIdentifier(node) && !isPropertyName(node)) found.names.push(node.text);
    if (ts.isMetaProperty(node)) found.names.push(node.getText());
    if (ts.isAwaitExpression(node) && !inFunction) found.hasTopLevelAwait = true;
    if (ts.isNewExpression(node) && node.getText() === 'new Date()') found.impure.push('new Date()');
    if (ts.isPropertyAccessExpression(node) && ['Date.now', 'Math.random'].includes(node.getText())) {
      found.impure.push(node.getText());
    }
    ts.forEachChild(node, (child) => {
      visit(child, inFunction || ts.isFunctionLike(node));
    });
  };
  visit(source, false);
  return found;
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    ((ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent) || ts.isMethodSignature(parent)) &&
      parent.name === node)
  );
}

function closureOf(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry) || !entry.endsWith('.ts')) return seen;
  seen.add(entry);
  for (const specifier of read(entry).imports) {
    if (specifier.startsWith('.')) closureOf(relative(root, resolve(root, dirname(entry), specifier)), seen);
  }
  return seen;
}

const files = globSync('shared/**/*.ts', { cwd: root, exclude: (name) => name.includes('node_modules') });
const sources = files.map(read);

test('every file is reached from index.ts', () => {
  expect(files.length).toBeGreaterThan(20);
  expect([...closureOf('shared/index.ts')].sort()).toEqual([...files].sort());
});

describe.each(sources)('$file', ({ file, imports, names, hasTopLevelAwait, impure }) => {
  test('imports nothing but the core itself, three packages and node:crypto', () => {
    for (const specifier of imports) {
      if (specifier.startsWith('.')) {
        const target = relative(root, resolve(root, dirname(file), specifier));
        expect(target).toMatch(/^shared\/.+\.(?:ts|json)$/);
        expect(existsSync(resolve(root, target))).toBe(true);
      } else {
        expect([...PACKAGES, 'node:crypto']).toContain(specifier.replace(/^([^/]+)\/.*$/, '$1'));
      }
    }
  });

  test('names nothing that does input or output, and can be bundled for any host', () => {
    expect(names.filter((name) => FORBIDDEN.includes(name) || name === 'import.meta')).toEqual([]);
    expect(hasTopLevelAwait).toBe(false);
  });

  test("reads no clock, but for the one place where the caller's is missing", () => {
    expect(impure).toEqual(file === 'shared/receive.ts' ? ['new Date()'] : []);
  });
});

test('it declares the packages it imports and no other', () => {
  const manifest = JSON.parse(readFileSync(resolve(root, 'shared/package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(Object.keys(manifest.dependencies).sort()).toEqual(PACKAGES);
});

test('it runs under plain Node without a build', () => {
  const script = `import('./shared/index.ts').then(({ receive, providers }) => {
    for (const { id, samples } of Object.values(providers)) {
      const { outcomes } = receive(id, { headers: {}, rawBody: JSON.stringify(samples[0]) });
      console.log(outcomes[0].provider);
    }
  })`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', script], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  expect({ stdout: stdout.trim().split('\n'), stderr, status }).toEqual({
    stdout: core.providerIds,
    stderr: '',
    status: 0,
  });
});

test('it exports what is promised', () => {
  expect(core).toMatchObject({
    receive: expect.any(Function),
    OutcomeError: expect.any(Function),
    callOutcome: expect.any(Object),
    fields: expect.any(Object),
    outcomeResults: ['positive', 'negative', 'follow_up', 'not_reached', 'unknown'],
    providers: { sailor: expect.any(Object), air: expect.any(Object), iclosed: expect.any(Object) },
    providerIds: ['sailor', 'air', 'iclosed'],
    URL_TOKEN_PARAMETER: 'token',
  });
});
