import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

export type { CountryCode };

const E164 = /^\+[1-9]\d{1,14}$/;
/** `tel:+1…` and `(+1) …`, which the library reads only where it may also pick numbers out of sentences. */
const BEFORE_PLUS = /^(?:tel:)?\(?(?=\+)/i;

/**
 * E.164 where the text is a possible phone number; what is not (a short code, words) passes as it is.
 * `defaultCountry` (ISO 3166-1 alpha-2) is for numbers without a country code.
 */
export function toE164(phone: string | null, defaultCountry: CountryCode | undefined): string | null {
  // Parsing costs ten times the rest of a delivery, and providers mostly send E.164.
  if (phone === null || E164.test(phone)) return phone;
  const country = typeof defaultCountry === 'string' ? defaultCountry.trim().toUpperCase() : '';
  const parsed = parsePhoneNumberFromString(phone.trim().replace(BEFORE_PLUS, ''), {
    extract: false,
    ...(isSupportedCountry(country) ? { defaultCountry: country } : {}),
  });
  return parsed?.isPossible() ? parsed.number : phone;
}
