import { getCountries } from 'libphonenumber-js/min';

const names = new Intl.DisplayNames(['en'], { type: 'region' });

/** Countries with phone numbers of their own, by their English names. */
export const countries = getCountries()
  .map((value) => ({ value, label: names.of(value) ?? value }))
  .sort((a, b) => a.label.localeCompare(b.label, 'en'));
