/** Replaces every value of a JSON document by an invented one of the same form. Keys stay. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What providers document as the only values of a key: they say nothing of an account, and a fixture needs them. */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  outcome_type: ['action', 'disposition'],
  destination_type: ['none', 'smart_list', 'remove_from_smart_list'],
  selection: ['selected', 'all'],
  direction: ['inbound', 'outbound', 'outbound-api'],
  llmAnsweredBy: ['human'],
  hookType: ['Outcome added'],
  callOutcome: [
    'SALE',
    'PARTIAL_SALE',
    'NO_SALE',
    'WON',
    'APPROVED',
    'REJECTED',
    'NO_SHOW',
    'RESCHEDULE',
    'CANCELLED',
  ],
  noSaleReason: [
    'FOLLOW_UP_SCHEDULE',
    'UNQUALIFIED',
    'NO_SHOW',
    'CONTACT_CANCELLED',
    'ADMIN_CANCELLED',
    'NOT_INTERESTED',
    'BAD_FIT',
    'OTHER',
  ],
  objection: ['MONEY', 'LOGISTIC', 'PARTNER', 'FEAR', 'SMOKE_SCREEN', 'NO_OBJECTION'],
  transactionType: ['WON', 'RECURRING', 'DEPOSIT'],
  eventDurationUnit: ['SECONDS', 'MINUTES', 'HOURS'],
};

export function isDocumented(key: string, value: string): boolean {
  return Object.hasOwn(DOCUMENTED, key) && (DOCUMENTED[key]?.includes(value) ?? false);
}

/** Flags, nulls and empty values stay too: there is nothing else of their form. Equal values stay equal. */
export function invent(document: Json): Json {
  const originals = new Set<string>();
  collect(document, originals);
  const replaced = new Map<string, string>();
  const taken = new Set<string>();
  let count = 0;

  function inventedText(text: string): string {
    const known = replaced.get(text);
    if (known !== undefined) return known;
    for (;;) {
      const invented = inventText(text, count++);
      if (originals.has(invented) && invented !== text) continue;
      if (taken.has(invented) && count < originals.size * 100) continue;
      taken.add(invented);
      replaced.set(text, invented);
      return invented;
    }
  }

  function replace(value: Json, key: string): Json {
    if (typeof value === 'string') return isDocumented(key, value) ? value : inventedText(value);
    if (typeof value === 'number') return inventNumber(value, inventedText);
    if (Array.isArray(value)) return value.map((element) => replace(element, key));
    if (value === null || typeof value === 'boolean') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replace(inner, name)]));
  }

  return replace(document, '');
}

function collect(value: Json, into: Set<string>): void {
  if (typeof value === 'string' || typeof value === 'number') into.add(String(value));
  else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) collect(inner, into);
  }
}

interface Form {
  is: RegExp;
  invent: (text: string, count: number) => string;
}

const digits = (count: number, length: number) => String(count).padStart(length, '0').slice(-length);

/** The first that fits. */
const FORMS: readonly Form[] = [
  {
    is: /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i,
    invent: (_text, count) => `00000000-0000-4000-8000-${digits(count, 12)}`,
  },
  { is: /^\S+@\S+$/, invent: (_text, count) => `person${count}@example.com` },
  { is: /^[a-z][a-z\d+.-]*:\/\//i, invent: (_text, count) => `https://example.com/${count}` },
  {
    // 2026-04-18T09:00:00.000Z, 2023-12-31 23:12:05.62705+00
    is: /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?$/i,
    invent(text, count) {
      const moment = new Date(Date.UTC(2026, 0, 1) + count * 86_461_001).toISOString();
      const [, date, time = '', fraction = '', zone = ''] =
        /^([\d-]{10})(.\d\d:\d\d(?::\d\d)?)?(\.\d+)?(.*)$/.exec(text) ?? [];
      const clock = time && time.slice(0, 1) + moment.slice(11, 10 + time.length);
      return (
        moment.slice(0, (date ?? '').length) +
        clock +
        (fraction && `.${digits(count + 1, fraction.length - 1)}`) +
        zone.replace(/\d/g, '0')
      );
    },
  },
  {
    is: /^\+?(?=(?:\D*\d){7,15}\D*$)[\d\s().-]+$/,
    // 555-0100 to 555-0199 belong to nobody.
    invent(text, count) {
      const length = text.replace(/\D/g, '').length;
      const number = `${'1'.padEnd(Math.max(1, length - 4), '5')}01${digits(count, 2)}`.slice(-length);
      let next = 0;
      return text.replace(/\d/g, () => number[next++] ?? '5');
    },
  },
];

const WORDS = 'loremipsumdolorsitametconsecteturadipiscingelitseddoeiusmodtempor';

function inventText(text: string, count: number): string {
  const form = FORMS.find(({ is }) => is.test(text));
  return form ? form.invent(text, count) : disguise(text, count);
}

/** Every letter becomes another letter of the same case and every digit another digit; who speaks is kept. */
function disguise(text: string, count: number): string {
  return text
    .split(/(^(?:BOT|HUMAN):)/m)
    .map((part, index) => (index % 2 === 1 ? part : disguisePart(part, count)))
    .join('');
}

function disguisePart(text: string, count: number): string {
  let at = count * 7;
  return text.replace(/[\p{L}\p{N}\p{M}]|[^\0-\x7f]/gu, (character) => {
    at++;
    if (/\d/.test(character)) return String((Number(character) + 1 + (at % 8)) % 10);
    const letter = WORDS[at % WORDS.length] ?? 'x';
    const other = letter === character.toLowerCase() ? 'x' : letter;
    const safe = other === character.toLowerCase() ? 'y' : other;
    return /\p{Lu}/u.test(character) ? safe.toUpperCase() : safe;
  });
}

const SECONDS = [1e9, 4e9] as const;

function inventNumber(value: number, inventedText: (text: string) => string): number {
  for (const unit of [1, 1000]) {
    if (Number.isInteger(value) && value >= SECONDS[0] * unit && value < SECONDS[1] * unit) {
      // A moment stays one.
      const other = value + 86_461 * unit * (1 + (inventedText(`moment ${value}`).length % 7));
      return other < SECONDS[1] * unit ? other : value - 86_461 * unit;
    }
  }
  return inventPlainNumber(value, 1);
}

/** As many digits, none of them the same. */
function inventPlainNumber(value: number, step: number): number {
  let isFirst = true;
  const text = String(value).replace(/e.*$/i, '');
  const exponent = String(value).slice(text.length);
  const disguised = text.replace(/\d/g, (digit) => {
    const other = (Number(digit) + step) % 10;
    const kept = isFirst && other === 0 && text.length > 1 ? (digit === '1' ? 2 : 1) : other;
    isFirst = false;
    return String(kept);
  });
  const other = Number(disguised + exponent);
  return other !== value && Number.isFinite(other)
    ? other
    : step < 9
      ? inventPlainNumber(value, step + 1)
      : 1;
}
