/**
 * The part of SOQL that a workflow may use, read as developer.salesforce.com /docs/atlas.en-us.soql_sosl describes it:
 * `SELECT … FROM … [WHERE … AND/OR …, =, !=, LIKE, IN] [ORDER BY … [DESC] [NULLS LAST]] [LIMIT …]`.
 */
import { queryable, types, unfilterable } from './salesforceSchemas.ts';
import type { Row, SObjectType } from './salesforceSchemas.ts';

export class SoqlError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

type Rows = Readonly<Record<SObjectType, readonly Row[]>>;
type Matches = (row: Row) => boolean;

const tokenPattern = /'(?:[^'\\]|\\.)*'|!=|[(),=]|[\w.:+-]+/g;
const comparable = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : (value ?? null));

export function runQuery(soql: string, rows: Rows): Row[] {
  const tokens = [...soql.matchAll(tokenPattern)].map(([token]) => token);
  const left = soql.replace(tokenPattern, '').trim();
  if (left !== '') throw new SoqlError('MALFORMED_QUERY', `unexpected text: ${left}`);
  const query = new Query(tokens, rows);
  const found = query.select();
  if (tokens.length > 0) throw new SoqlError('MALFORMED_QUERY', `unexpected token: ${tokens.join(' ')}`);
  return found.map((row) => ({ attributes: { type: query.type }, ...row }) as unknown as Row);
}

class Query {
  readonly #tokens: string[];
  readonly #rows: Rows;
  type: SObjectType = 'Contact';
  #joined = false;

  constructor(tokens: string[], rows: Rows) {
    this.#tokens = tokens;
    this.#rows = rows;
  }

  select(): Row[] {
    this.#expect('SELECT');
    const fields = [this.#take()];
    while (this.#takeIf(',')) fields.push(this.#take());
    this.#expect('FROM');
    const name = this.#take();
    const type = types.find((one) => one === name);
    if (!type) throw new SoqlError('INVALID_TYPE', `sObject type '${name}' is not supported.`);
    this.type = type;
    for (const field of fields) this.#known(field);
    const matches = this.#takeIf('WHERE') ? this.#any() : () => true;
    const found = this.#rows[type].filter(matches);
    if (this.#takeIf('ORDER')) this.#order(found);
    const limit = this.#takeIf('LIMIT') ? Number(this.#take()) : found.length;
    return found
      .slice(0, limit)
      .map((row) => Object.fromEntries(fields.map((field) => [field, row[field] ?? null])));
  }

  #order(found: Row[]) {
    this.#expect('BY');
    const keys: ((one: Row, other: Row) => number)[] = [];
    do {
      const field = this.#known(this.#take());
      const sign = this.#takeIf('DESC') ? -1 : 1;
      const last = this.#takeIf('NULLS') ? this.#take().toUpperCase() === 'LAST' : false;
      keys.push((one, other) => {
        const [a, b] = [one[field] ?? null, other[field] ?? null];
        if (a === null || b === null) return a === b ? 0 : (a === null) === last ? 1 : -1;
        return a === b ? 0 : a < b ? -sign : sign;
      });
    } while (this.#takeIf(','));
    found.sort((one, other) => keys.reduce((order, key) => order || key(one, other), 0));
  }

  /** Conditions joined by one kind of word; mixing both needs parentheses. */
  #any(): Matches {
    const conditions = [this.#condition()];
    const word = ['OR', 'AND'].find((one) => this.#next() === one);
    while (word !== undefined && this.#takeIf(word)) conditions.push(this.#condition());
    if (word === 'OR' && this.#joined) {
      const message = 'Semi join sub-selects are not allowed with the OR operator';
      throw new SoqlError('MALFORMED_QUERY', message);
    }
    return (row) =>
      word === 'OR' ? conditions.some((one) => one(row)) : conditions.every((one) => one(row));
  }

  #condition(): Matches {
    if (this.#takeIf('(')) {
      const inner = this.#any();
      this.#expect(')');
      return inner;
    }
    const field = this.#known(this.#take());
    if (unfilterable.includes(field)) {
      throw new SoqlError('INVALID_FIELD', `field '${field}' can not be filtered in a query call`);
    }
    const operator = this.#take().toUpperCase();
    if (operator === 'IN') return this.#in(field);
    const value = this.#value();
    if (operator === '=') return (row) => comparable(row[field]) === comparable(value);
    if (operator === '!=') return (row) => comparable(row[field]) !== comparable(value);
    if (operator !== 'LIKE') throw new SoqlError('MALFORMED_QUERY', `unknown operator ${operator}`);
    const pattern = String(value)
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('%', '.*')
      .replaceAll('_', '.');
    return (row) => new RegExp(`^${pattern}$`, 'is').test(String(row[field] ?? ''));
  }

  #in(field: string): Matches {
    this.#expect('(');
    let values: unknown[];
    if (this.#next() === 'SELECT') {
      const inner = new Query(this.#tokens, this.#rows);
      values = inner.select().flatMap((row) => Object.values(row));
      this.#joined = true;
    } else {
      values = [this.#value()];
      while (this.#takeIf(',')) values.push(this.#value());
    }
    this.#expect(')');
    return (row) => values.map(comparable).includes(comparable(row[field]));
  }

  #value(): string | number | boolean | null {
    const token = this.#take();
    if (token.startsWith("'")) return token.slice(1, -1).replace(/\\(.)/g, '$1');
    if (/^(true|false|null)$/i.test(token)) return JSON.parse(token.toLowerCase()) as boolean | null;
    return /^-?\d+(\.\d+)?$/.test(token) ? Number(token) : token;
  }

  #known(field: string): string {
    if (queryable[this.type].includes(field)) return field;
    throw new SoqlError('INVALID_FIELD', `No such column '${field}' on entity '${this.type}'.`);
  }

  #next(): string {
    return (this.#tokens[0] ?? '').toUpperCase();
  }

  #take(): string {
    const token = this.#tokens.shift();
    if (token === undefined) throw new SoqlError('MALFORMED_QUERY', 'unexpected end of the query');
    return token;
  }

  #takeIf(word: string): boolean {
    if (this.#next() !== word) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(word: string) {
    const token = this.#take();
    if (token.toUpperCase() !== word) {
      throw new SoqlError('MALFORMED_QUERY', `expecting ${word}, found ${token}`);
    }
  }
}
