/** Turns a recorded delivery into one that can be shared: `npm run keep -- --help`. */
import { readFileSync } from 'node:fs';
import { type ProviderId, providerIds, providers, receive } from '../../shared/index.ts';
import { runTool } from './commandLine.ts';
import { differences } from './differences.ts';
import { invent, type Json } from './invent.ts';

const help = `npm run keep -- <file>

Reads a delivery (the JSON body that a provider sent) and prints it with every value replaced by an invented one of the
same form: ids, names, texts, email addresses, phone numbers, URLs, times and numbers. Keys stay, and so do yes and no,
empty values, and the words that the provider's pages document (such as NO_SALE or smart_list). What differs from the
documented deliveries is listed on the error output, by keys and types.

Look through the result before you share it. To keep it as a fixture:
  npm run --silent keep -- recorded.json > shared/providers/<provider>/fixtures/<name>.json`;

await runTool({ help, positionals: ['file'] }, ({ file }) => {
  const document = read(file);
  const id = providerOf(document);
  console.log(JSON.stringify(invent(document), null, 2));
  if (id === undefined) {
    console.error('No provider of this project sends such a delivery.');
    return;
  }
  const found = differences(id, document);
  console.error(
    found.length === 0
      ? `As ${providers[id].name} documents it.`
      : `Other than ${providers[id].name} documents it:\n  ${found.join('\n  ')}`,
  );
});

function read(file: string): Json {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    throw new Error(`${file} cannot be read.`);
  }
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Node's own message would quote the file.
    throw new Error(`${file} is not JSON.`);
  }
}

/** Air's and Sailor's events are alike enough that what has an outcome counts first. */
function providerOf(document: Json): ProviderId | undefined {
  const reads = providerIds.flatMap((id) => {
    try {
      return [{ id, count: receive(id, { headers: {}, rawBody: JSON.stringify(document) }).outcomes.length }];
    } catch {
      return [];
    }
  });
  return (reads.find(({ count }) => count > 0) ?? reads[0])?.id;
}
