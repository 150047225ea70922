import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { expandUpcE, normaliseGtin } from '../src/gtin.ts'

test.each([
  ['73513537', '00000073513537'],
  ['036000291452', '00036000291452'],
  ['0036000291452', '00036000291452'],
  ['4006381333931', '04006381333931'],
  ['10614141000415', '10614141000415'],
])('%s is %s', (barcode, gtin) => {
  expect(normaliseGtin(barcode)).toBe(gtin)
})

test.each([
  '',
  '1234567',
  '4006381333932',
  '400638133393',
  '40063813339310',
  ' 4006381333931',
  '400638133393x',
  '٤٠٠٦٣٨١٣٣٣٩٣١',
  '4006381333931\n',
])('%j is none', (barcode) => {
  expect(normaliseGtin(barcode)).toBeUndefined()
})

test('one wrong digit is always noticed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
      const digits = [...'4006381333931']
      digits[at] = String((Number(digits[at]) + by) % 10)
      expect(normaliseGtin(digits.join(''))).toBeUndefined()
    }),
  )
})

describe('UPC-E', () => {
  test.each([
    ['04963406', '049000006346'],
    ['01201303', '012000000133'],
    ['01234531', '012300000451'],
    ['01234543', '012340000053'],
    ['01234565', '012345000065'],
  ])('%s is %s', (upcE, upcA) => {
    expect(expandUpcE(upcE)).toBe(upcA)
    expect(normaliseGtin(upcE)).toBe(`00${upcA}`)
  })

  test('every UPC-A whose zeros can be left out is the same code as its UPC-E', () => {
    fc.assert(
      fc.property(upcAWithZeros, (upcA) => {
        const upcE = suppressed(upcA)!
        expect(upcE).toHaveLength(8)
        expect(expandUpcE(upcE)).toBe(upcA)
        expect(normaliseGtin(upcE)).toBe(normaliseGtin(upcA))
      }),
    )
  })

  test('a code that begins with 0 and fits both is UPC-E: an EAN-8 with 0 is on no product that is sold', () => {
    expect(normaliseGtin('01234505')).toBe('00012000003455')
    fc.assert(
      fc.property(digits(6), (six) => {
        const both = [...'0123456789'].map((check) => `0${six}${check}`).filter(isEan8)
        for (const code of both)
          if (isGtin(expandUpcE(code))) expect(normaliseGtin(code)).toBe(`00${expandUpcE(code)}`)
      }),
    )
  })

  test('a code that begins with 1 is EAN-8 when its check digit fits, and UPC-E otherwise', () => {
    fc.assert(
      fc.property(digits(6), (six) => {
        for (const check of '0123456789') {
          const code = `1${six}${check}`
          const upcA = expandUpcE(code)
          expect(normaliseGtin(code)).toBe(
            isEan8(code) ? `000000${code}` : isGtin(upcA) ? `00${upcA}` : undefined,
          )
        }
      }),
    )
  })

  test('a code that begins with 2 to 9 is EAN-8 or none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), digits(7), (first, rest) => {
        const code = `${first}${rest}`
        expect(normaliseGtin(code)).toBe(isEan8(code) ? `000000${code}` : undefined)
      }),
    )
  })
})

function digits(count: number): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count })
    .map((each) => each.join(''))
}

/** GS1 7.9 said in another way than the code under test says it: weights from the right, the check digit among them. */
function isGtin(code: string): boolean {
  const weighted = [...code].reverse().map((digit, at) => Number(digit) * (at % 2 === 1 ? 3 : 1))
  return weighted.reduce((sum, each) => sum + each, 0) % 10 === 0
}

function isEan8(code: string): boolean {
  return code.length === 8 && isGtin(code)
}

/** Number system 0, a company number of five digits and an item number of five, with zeros as GS1 5.2.2.4.1 wants them. */
const upcAWithZeros = fc
  .oneof(
    fc
      .tuple(digits(2), fc.integer({ min: 0, max: 2 }), digits(3))
      .map(([two, one, item]) => `${two}${one}0000${item}`),
    fc
      .tuple(digits(2), fc.integer({ min: 3, max: 9 }), digits(2))
      .map(([two, one, item]) => `${two}${one}00000${item}`),
    fc
      .tuple(digits(3), fc.integer({ min: 1, max: 9 }), digits(1))
      .map(([three, one, item]) => `${three}${one}00000${item}`),
    fc
      .tuple(digits(4), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 5, max: 9 }))
      .map(([four, one, item]) => `${four}${one}0000${item}`),
  )
  .map((ten) => [...'0123456789'].map((check) => `0${ten}${check}`).find(isGtin)!)

/** The UPC-E of a UPC-A (GS1 5.2.2.4.1), as a printer of labels makes it. */
function suppressed(upcA: string): string | undefined {
  const [company, item, check] = [upcA.slice(1, 6), upcA.slice(6, 11), upcA[11]!]
  const six = /^\d\d[012]00$/.test(company)
    ? item.startsWith('00') && `${company.slice(0, 2)}${item.slice(2)}${company[2]}`
    : /^\d{3}00$/.test(company)
      ? item.startsWith('000') && `${company.slice(0, 3)}${item.slice(3)}3`
      : company.endsWith('0')
        ? item.startsWith('0000') && `${company.slice(0, 4)}${item[4]}4`
        : /^0000[5-9]$/.test(item) && `${company}${item[4]}`
  return six ? `0${six}${check}` : undefined
}
