// Readers follow the documents' links on any copy of the repository, so each link to a file is relative and leads there.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));

test.each(documents)('%s: every link leads somewhere', (document) => {
  const text = withoutCode(readFileSync(join(root, document), 'utf8'));
  const targets = [...text.matchAll(/\]\(<?([^)\s>]+)>?\)|(?:src|href|srcset)="([^"]+)"/g)].map(
    ([, link, attribute]) => link ?? attribute ?? '',
  );
  expect(targets.filter((target) => !leadsSomewhere(document, target))).toEqual([]);
});

function leadsSomewhere(document: string, target: string): boolean {
  if (/^https:\/\//.test(target)) return !/\bOWNER\b/.test(target);
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? document : normalize(join(dirname(document), path));
  if (path.startsWith('/') || file.startsWith('..') || !existsSync(join(root, file))) return false;
  return anchor === undefined || (statSync(join(root, file)).isFile() && anchorsOf(file).includes(anchor));
}

/** As GitHub makes them of headings. */
function anchorsOf(file: string): string[] {
  const text = withoutCode(readFileSync(join(root, file), 'utf8'), 'fences');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

function withoutCode(text: string, which: 'all' | 'fences' = 'all'): string {
  const prose = text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '');
  return which === 'all' ? prose.replaceAll(/`[^`\n]*`/g, '') : prose;
}
