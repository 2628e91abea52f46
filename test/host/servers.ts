import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What some end-to-end tests need besides npm packages: Debian's package, and the test that needs it. */
const servers = [
  { package: 'redis-server', test: 'test/e2e/queue/storm.test.ts', found: () => inPath('redis-server') },
  {
    package: 'postgresql',
    test: 'test/e2e/queue/storm.test.ts',
    found: () => globSync('/usr/lib/postgresql/*/bin/postgres').length > 0,
  },
  {
    package: 'chromium',
    test: 'test/e2e/browser.test.ts',
    found: () => isProgram(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'),
  },
];

/** Ends the run before its first test where something is missing, since the tests would fail one by one. */
export default function checkServers({
  testPathPatterns: { patterns },
}: {
  testPathPatterns: { patterns: string[] };
}): void {
  const isRun = (test: string) =>
    patterns.length === 0 || patterns.some((pattern) => new RegExp(pattern).test(test));
  const missing = servers.filter(({ test, found }) => isRun(test) && !found());
  if (missing.length === 0) return;
  const packages = missing.map((one) => one.package);
  console.error(`These tests need Debian's ${packages.join(' and ')}: apt-get install ${packages.join(' ')}`);
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
