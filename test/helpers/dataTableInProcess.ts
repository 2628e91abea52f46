import type { Item } from '../host/n8n/client.ts';

/** The parameters of n8n's data table node, as far as the CRM workflows use them, with their expressions resolved. */
export interface TableStep {
  resource: 'table' | 'row';
  operation: string;
  /** Of a new table, or the values of a row. */
  columns: { column: { name: string }[]; value: Item };
  matchType: 'allConditions' | 'anyCondition';
  filters: { conditions: { keyName: string; condition: keyof typeof comparisons; keyValue: unknown }[] };
  /** By id, the newest first. */
  orderBy?: boolean;
  limit?: number;
  returnAll?: boolean;
}

interface Row extends Item {
  id: number;
}

const comparisons = {
  eq: (kept: unknown, value: unknown) => kept === value,
  neq: (kept: unknown, value: unknown) => kept !== value,
  gt: (kept: unknown, value: unknown) => typeof kept === 'string' && kept > String(value),
};

/** A data table of n8n's: gives the rows that a step puts out. */
export function createDataTable(): (step: TableStep) => Item[] {
  const rows: Row[] = [];
  let empty: Item = {};

  return ({ resource, operation, columns, matchType, filters, orderBy, limit = 50, returnAll }) => {
    if (resource === 'table') {
      empty = Object.fromEntries(columns.column.map(({ name }) => [name, null]));
      return [{}];
    }
    const found = rows.filter((row) => {
      const met = filters.conditions.map(({ keyName, condition, keyValue }) => {
        const kept = row[keyName];
        return comparisons[condition](kept, typeof kept === 'number' ? Number(keyValue) : keyValue);
      });
      return matchType === 'allConditions' ? met.every(Boolean) : met.some(Boolean);
    });
    if (operation === 'get') {
      if (orderBy) found.reverse();
      return found.slice(0, returnAll ? found.length : limit).map((row) => ({ ...row }));
    }
    if (operation === 'upsert' && found.length === 0) {
      const row = { id: rows.length + 1, ...empty };
      rows.push(row);
      found.push(row);
    }
    const values = Object.entries(columns.value).map(([name, value]) => [name, asKept(value)]);
    const changes = { ...(Object.fromEntries(values) as Item), updatedAt: new Date().toISOString() };
    for (const row of found) Object.assign(row, changes);
    return found.map((row) => ({ ...row }));
  };
}

/** Columns hold texts, dates and yes or no. */
function asKept(value: unknown): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
