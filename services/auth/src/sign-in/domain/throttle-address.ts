/**
 * What of a remote address is counted: an IPv4 address whole, of an IPv6 address its /64, which one subscriber has to
 * themselves. Anything else counts as it is.
 */
export function throttleAddress(address: string): string {
  const given = address.trim().toLowerCase().replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(given)
  if (mapped) return mapped[1]!
  if (!/^[0-9a-f:]+$/.test(given) || !given.includes(':')) return given
  const [head = '', tail] = given.split('::')
  const front = head.split(':').filter(Boolean)
  const back = (tail ?? '').split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length)
  const groups = [...front, ...Array<string>(zeros).fill('0'), ...back]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
