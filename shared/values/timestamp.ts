const SECONDS_BELOW = 1e11;
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');
const EPOCH = /^([+-]?\d+)(?:\.(\d*))?$/;
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)(?:[T\s]\s*(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * ISO 8601 in UTC with milliseconds, or null for what is no moment of the years 0 to 9999.
 * Numbers below 1e11 are seconds, since Sailor documents both seconds and milliseconds; date-times without a
 * zone are UTC, never the machine's zone, and fractions are cut, not rounded.
 */
export function toTimestamp(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  const epoch = fromEpoch(text) ?? fromDateTime(text);
  return epoch === null || epoch < EARLIEST || epoch > LATEST ? null : new Date(epoch).toISOString();
}

function fromEpoch(text: string): number | null {
  const parts = EPOCH.exec(text);
  if (!parts) return null;
  const [, whole = '', fraction = ''] = parts;
  if (Number(whole) >= SECONDS_BELOW) return Number(whole);
  // Cut as text: in binary 1781935984.627 is a little less.
  return Math.round(Number(`${whole}.${fraction.slice(0, 3)}`) * 1000);
}

function fromDateTime(text: string): number | null {
  const parts = DATE_TIME.exec(text);
  if (!parts) return null;
  const [, date = '', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts;
  const offset = offsetMinutes(zone);
  if (offset === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Some impossible days are rolled over into the next month.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return null;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return (
    midnight + ((Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)) * 1000 + milliseconds
  );
}

function offsetMinutes(zone: string): number | null {
  if (!/^[+-]/.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 15 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
