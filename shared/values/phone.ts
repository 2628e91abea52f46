import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

export type { CountryCode };

/** The library's ten microseconds are most of a delivery, and most numbers are these. */
const NORTH_AMERICAN = /^\+1\d{10}$/;
/** `tel:+1…` and `(+1) …`, which the library reads only where it may also pick numbers out of sentences. */
const BEFORE_PLUS = /^(?:tel:)?\(?(?=\+)/i;

interface PhoneNumber {
  /** E.164 where the text is a possible phone number; what is not (a short code, words) is left as it is. */
  phone: string | null;
  /** Digits without country code and trunk prefix; Italy's zero is part of the number. Null where `phone` is no number. */
  phoneNational: string | null;
}

/** `defaultCountry` (ISO 3166-1 alpha-2) is for numbers without a country code. */
export function readPhone(phone: string | null, defaultCountry: CountryCode | undefined): PhoneNumber {
  if (phone === null) return { phone, phoneNational: null };
  if (NORTH_AMERICAN.test(phone)) return { phone, phoneNational: phone.slice(2) };
  const country = typeof defaultCountry === 'string' ? defaultCountry.trim().toUpperCase() : '';
  const parsed = parsePhoneNumberFromString(phone.trim().replace(BEFORE_PLUS, ''), {
    extract: false,
    ...(isSupportedCountry(country) ? { defaultCountry: country } : {}),
  });
  if (!parsed?.isPossible()) return { phone, phoneNational: null };
  return { phone: parsed.number, phoneNational: parsed.nationalNumber };
}
