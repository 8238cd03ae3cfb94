/** What a network address says of where somebody is. */

const GROUPS = 8;
/** Half of an IPv6 address names a household, the rest can be changed at will. */
const NETWORK_GROUPS = 4;
const MAPPED_IPV4 = /^(?:0{1,4}:){5}ffff:(\d+\.\d+\.\d+\.\d+)$|^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** The groups of one side of `::`, without leading zeros. */
const groupsOf = (text: string): string[] =>
  text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''));

/**
 * Whom an address is counted as: an IPv4 address itself, and of an IPv6 address its first four
 * groups, however it is written. What is no address is only made lower-case.
 */
export function networkOf(address: string): string {
  const text = address.trim().toLowerCase();
  const mapped = MAPPED_IPV4.exec(text);
  if (mapped !== null) return mapped[1] ?? mapped[2] ?? text;
  if (!text.includes(':')) return text;
  const [left = '', right] = text.split('::');
  const [head, tail] = [groupsOf(left), groupsOf(right ?? '')];
  const missing = right === undefined ? 0 : Math.max(0, GROUPS - head.length - tail.length);
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return groups.slice(0, NETWORK_GROUPS).join(':');
}
