// Refuses a release that is not ready: `node .ci/check-release.mjs [tag]`. npm runs it before it publishes the n8n
// package, the publishing workflow with the tag of the release.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const PLACEHOLDER = /\bOWNER\b|example\.(com|org|net)/;
const PACKAGES = ['.', 'shared', 'zapier', 'n8n'];

/** What has to be done before the release, one sentence each; empty when it is ready. `tag` looks like `v0.1.0`. */
export function problemsOf(root, tag) {
  const manifests = PACKAGES.map((folder) => [
    join(folder, 'package.json'),
    JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')),
  ]);
  const { version, homepage, author, repository } = manifests.at(-1)[1];
  const owner = {
    homepage,
    'author.name': author.name,
    'author.email': author.email,
    'repository.url': repository.url,
  };
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const headings = changelog.match(/^## .*$/gm) ?? [];
  return [
    ...Object.entries(owner)
      .filter(([, value]) => PLACEHOLDER.test(value))
      .map(([key]) => `Replace the placeholder in ${key} of n8n/package.json.`),
    ...manifests
      .filter(([, manifest]) => manifest.version !== version)
      .map(([path]) => `Set the version in ${path} to ${version}, as in n8n/package.json.`),
    ...(tag !== undefined && tag !== `v${version}`
      ? [`The tag is ${tag} and the version is ${version}: tag the release v${version}.`]
      : []),
    ...(new RegExp(`^## ${version.replaceAll('.', '\\.')} \\(\\d{4}-\\d\\d-\\d\\d\\)$`).test(
      headings[0] ?? '',
    )
      ? []
      : [`Begin CHANGELOG.md with the heading "## ${version} (YYYY-MM-DD)", the day of the release.`]),
  ];
}

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href) {
  const problems = problemsOf(here, process.argv[2]);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
