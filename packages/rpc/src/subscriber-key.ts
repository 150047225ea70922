/**
 * What tells remote subscribers apart by their address: an IPv4 address whole, also when it is written as IPv6; of an IPv6
 * address its /64, because one subscriber has all of it and could send each request from another address. Anything else is
 * its own key, trimmed and in lower case.
 */
export function subscriberKey(address: string): string {
  const given = address.trim().toLowerCase().replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(given)
  if (mapped) return mapped[1]!
  if (!/^[0-9a-f:]+$/.test(given) || !given.includes(':')) return given
  const [head = '', tail] = given.split('::')
  const front = head.split(':').filter(Boolean)
  const back = (tail ?? '').split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length)
  const groups = [...front, ...Array<string>(zeros).fill('0'), ...back].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
