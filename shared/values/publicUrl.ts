const PRIVATE_NAMES = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/;
/** Networks that no provider can reach from outside: https://www.iana.org/assignments/iana-ipv4-special-registry */
const PRIVATE_IPV4 =
  /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.(168|0\.0)|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|198\.1[89]|22[4-9]|2[34]\d|25[0-5])\./;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
/** Global unicast alone is reachable; addresses that embed IPv4 or tunnel are left out. */
const PUBLIC_IPV6 = /^\[(?!2001:(0:|:)|2002:|3fff:)[23][\da-f]{3}:/;

/** Whether a provider on the internet can post to this address: https, and no private or local host. */
export function isPublicHttpsUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  // The parser has turned other spellings of an address, such as 0x7f.1, into the usual one.
  const host = hostname.replace(/\.$/, '');
  if (protocol !== 'https:' || username !== '' || password !== '') return false;
  if (host.startsWith('[')) return PUBLIC_IPV6.test(host);
  if (IPV4.test(host)) return !PRIVATE_IPV4.test(host);
  return host.includes('.') && !PRIVATE_NAMES.test(host);
}
