import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What some end-to-end tests need besides npm packages: by the tests that do, Debian's package and what it brings. */
const servers = [
  { tests: 'test/e2e/queue/storm.test.ts', package: 'redis-server', found: () => inPath('redis-server') },
  {
    tests: 'test/e2e/queue/storm.test.ts',
    package: 'postgresql',
    found: () => globSync('/usr/lib/postgresql/*/bin/postgres').length > 0,
  },
  {
    tests: 'test/e2e/browser.test.ts',
    package: 'chromium',
    found: () => isProgram(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'),
  },
];

/** Ends the run before its first test where something is missing, since the tests would fail one by one. */
export default function checkServers({
  testPathPatterns,
}: {
  testPathPatterns: { patterns: string[] };
}): void {
  const { patterns } = testPathPatterns;
  const missing = servers.filter(
    ({ tests, found }) =>
      (patterns.length === 0 || patterns.some((pattern) => new RegExp(pattern).test(tests))) && !found(),
  );
  if (missing.length === 0) return;
  console.error(
    `These tests need Debian's ${missing.map((one) => one.package).join(' and ')}: apt-get install ${missing.map((one) => one.package).join(' ')}`,
  );
  process.exit(1);
}

function inPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isProgram(join(folder, program)));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
