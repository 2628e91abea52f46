/** More digits than a JavaScript number keeps. */
const LARGE_INTEGER = /\d{16}/;
const INTEGER = /^-?\d+$/;

/**
 * JSON in which integers that a number would round come as text, digit by digit: rounded, the ids of two events
 * could be one. Throws where the text is no JSON.
 */
export function parseJson(text: string): unknown {
  if (LARGE_INTEGER.test(text)) {
    try {
      return JSON.parse(text, keepDigits);
    } catch (error) {
      // Nested deeper than a reviver goes; the plain parser does not recurse.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return JSON.parse(text);
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const digits = context?.source ?? '';
  return INTEGER.test(digits) && digits !== String(value) ? digits : value;
}
