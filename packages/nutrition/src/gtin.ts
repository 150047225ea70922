const LENGTHS = new Set([8, 12, 13, 14])

/**
 * A barcode as GTIN-14 with zeros in front, so that every form of one product's code is the same: UPC-E, UPC-A, EAN-13,
 * GTIN-14. Undefined when it is not 8, 12, 13 or 14 digits or its check digit is wrong. Source: GS1 General Specifications,
 * 7.9 (check digit) and 5.2.2.4 (UPC-E).
 *
 * Eight digits are EAN-8 or UPC-E, and one in ten UPC-E codes has a check digit that fits both. One that begins with 0 is
 * then UPC-E: GTIN-8s with that prefix are numbers within one company (1.4.2), on no product that is sold openly. One that
 * begins with 1 is then EAN-8: GS1 gives out such GTIN-8s, and knows UPC-E only with 0 (scanners read it with 1 too). Any
 * other first digit is EAN-8.
 */
export function normaliseGtin(barcode: string): string | undefined {
  if (!/^\d+$/.test(barcode) || !LENGTHS.has(barcode.length)) return undefined
  const upcE = barcode.length === 8 && /^[01]/.test(barcode) ? asGtin(expandUpcE(barcode)) : undefined
  return barcode.startsWith('0') ? (upcE ?? asGtin(barcode)) : (asGtin(barcode) ?? upcE)
}

/** The UPC-A that an UPC-E of 8 digits stands for: number system, six digits, check digit of the UPC-A. */
export function expandUpcE(upcE: string): string {
  const [system, six, check] = [upcE[0]!, upcE.slice(1, 7), upcE[7]!]
  const last = Number(six[5])
  return system + expandSix(six, last) + check
}

/** Company and item number of ten digits: the last of the six says where the zeros were. */
function expandSix(six: string, last: number): string {
  if (last <= 2) return `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`
  if (last === 3) return `${six.slice(0, 3)}00000${six.slice(3, 5)}`
  if (last === 4) return `${six.slice(0, 4)}00000${six[4]}`
  return `${six.slice(0, 5)}0000${last}`
}

function asGtin(digits: string): string | undefined {
  const gtin = digits.padStart(14, '0')
  let sum = 0
  for (let at = 0; at < 13; at++) sum += Number(gtin[at]) * (at % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10 === Number(gtin[13]) ? gtin : undefined
}
