const LENGTHS = new Set([8, 12, 13, 14])

/**
 * A barcode as GTIN-14 with zeros in front, so that UPC-A and EAN-13 of one product are the same.
 * Undefined when it is not 8, 12, 13 or 14 digits or its check digit is wrong. Source: GS1 General Specifications 7.9.
 */
export function normaliseGtin(barcode: string): string | undefined {
  if (!/^\d+$/.test(barcode) || !LENGTHS.has(barcode.length)) return undefined
  const gtin = barcode.padStart(14, '0')
  const sum = [...gtin.slice(0, 13)].reduce(
    (total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1),
    0,
  )
  return (10 - (sum % 10)) % 10 === Number(gtin[13]) ? gtin : undefined
}
