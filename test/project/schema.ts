/** `npm run schema`: writes the JSON Schema of the record, and the table of its fields. */
import { writeFileSync } from 'node:fs';
import { recordFiles } from '../helpers/recordFiles.ts';

for (const [file, text] of await recordFiles()) {
  writeFileSync(file, text);
  console.log(`Wrote ${file}`);
}
