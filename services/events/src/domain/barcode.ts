/** The one form of EAN-8, UPC-A, EAN-13 and GTIN-14: fourteen digits, zeros in front. Undefined when the check digit is wrong. */
export function gtin14(code: string): string | undefined {
  if (!/^(\d{8}|\d{12,14})$/.test(code)) return undefined
  const digits = code.padStart(14, '0')
  const weighted = [...digits.slice(0, 13)].reduce(
    (total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1),
    0,
  )
  return (10 - (weighted % 10)) % 10 === Number(digits[13]) ? digits : undefined
}
