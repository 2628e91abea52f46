/** The recipes name the app's own steps and fields as the Zap editor shows them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { fields } from '../../shared/index.ts';
import app from '../../zapier/src/index.ts';

interface Step {
  display: { label: string };
  operation: { inputFields?: unknown[] };
}
type Row = Record<string, string>;

const text = readFileSync(new URL('../../zapier/templates.md', import.meta.url), 'utf8');
const bold = (cell: string) => [...cell.matchAll(/\*\*(.+?)\*\*/g)].map(([, label = '']) => label);

/** The rows of all tables by the names of their columns; an empty step is that of the row above. */
function rows(): Row[] {
  const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
  return tables.flatMap((table) => {
    const [header = [], , ...body] = table
      .trim()
      .split('\n')
      .map((line) => line.split('|').slice(1, -1));
    let step = '';
    return body.map((cells) => {
      const row: Row = Object.fromEntries(
        header.map((name, index) => [name.trim(), cells[index]?.trim() ?? '']),
      );
      step = row['step'] || step;
      return { ...row, step };
    });
  });
}

async function inputLabels({ operation }: Step): Promise<string[]> {
  const found = (operation.inputFields ?? []).map((field) =>
    typeof field === 'function' ? (field as () => unknown)() : field,
  );
  return ((await Promise.all(found)).flat() as { label: string }[]).map(({ label }) => label);
}

test('map only fields that an outcome has', () => {
  const labels = Object.values(fields).map(({ label }) => label);
  const mapped = rows().flatMap(({ value = '' }) => bold(value.replace('**Default Value**', '')));
  expect(mapped.length).toBeGreaterThan(50);
  expect(mapped.filter((label) => !labels.includes(label))).toEqual([]);
});

describe('fill in only what a step of ours has', () => {
  const steps = Object.values({ ...app.triggers, ...app.creates }) as Step[];
  const ours = rows().filter(({ step = '' }) => /^Call Outcomes: \*\*/.test(step));

  test.each(ours)('$step $field', async ({ step = '', field = '' }) => {
    const found = steps.find(({ display }) => display.label === bold(step)[0]);
    const labels = found ? await inputLabels(found) : null;
    expect(field.split(/, /).filter((name) => name !== '' && labels?.includes(name) !== true)).toEqual([]);
    expect(found).toBeDefined();
  });
});
