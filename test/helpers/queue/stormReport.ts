import type { CrmRecord } from '../crm.ts';
import type { Result } from './storm.ts';

/** One line of the table: the deliveries first sent while a fault was the last one. */
export interface Tally {
  fault: string;
  /** Deliveries, each counted once however often it was retried. */
  sent: number;
  /** Attempts beyond the first of each delivery. */
  retries: number;
  /** Malformed ones and those with a wrong proof. */
  bad: number;
  /** Good ones that were answered with 2xx. */
  accepted: number;
  /** Different outcomes among the accepted, each counted where it was first sent. */
  unique: number;
  atSink: number;
  lost: number;
  /** Outcomes with more than one record in the CRM. */
  twice: number;
  /** Writes of a record that was there already. */
  rewritten: number;
  /** Records in the CRM of what is bad. */
  gotIn: number;
}

export function tally(results: readonly Result[], records: Iterable<CrmRecord>): Tally[] {
  const byPhone = groupBy(records, ({ phone }) => phone);
  const recordsOf = ({ delivery }: Result) => byPhone.get(delivery.phone) ?? [];
  const counted = new Set<string>();
  const rows = [...groupBy(results, ({ phase }) => phase)].map(([fault, sent]): Tally => {
    const good = sent.filter(({ delivery }) => delivery.kind === 'outcome');
    const bad = sent.filter(({ delivery }) => delivery.kind !== 'outcome');
    const accepted = good.filter(({ status }) => status !== null && status >= 200 && status < 300);
    const unique = accepted.filter(({ delivery: { phone } }) => !counted.has(phone) && counted.add(phone));
    const found = unique.map(recordsOf);
    return {
      fault,
      sent: sent.length,
      retries: sent.reduce((sum, { attempts }) => sum + attempts - 1, 0),
      bad: bad.length,
      accepted: accepted.length,
      unique: unique.length,
      atSink: found.filter(({ length }) => length > 0).length,
      lost: found.filter(({ length }) => length === 0).length,
      twice: found.filter(({ length }) => length > 1).length,
      rewritten: found.flat().reduce((sum, { writes }) => sum + writes - 1, 0),
      gotIn: bad.filter((one) => recordsOf(one).length > 0).length,
    };
  });
  return [...rows, total(rows)];
}

function groupBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function total([first, ...others]: readonly Tally[]): Tally {
  if (!first) throw new Error('Nothing was sent.');
  const sum = { ...first, fault: 'total' };
  for (const row of others) {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === 'number') sum[name as Exclude<keyof Tally, 'fault'>] += value;
    }
  }
  return sum;
}

export function formatTally(rows: readonly Tally[]): string {
  const columns = Object.keys(rows[0] ?? {}) as (keyof Tally)[];
  const lines = [columns, ...rows.map((row) => columns.map((name) => String(row[name])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
