import { describe, expect, test } from '@jest/globals'
import { isEmail, normalEmail } from '../../dist/sign-in/domain/email-address.js'

describe('e-mail addresses', () => {
  test.each([
    'a@b.co',
    'ann.smith+lentils@mail.example.com',
    "o'brien@example.com",
    'grün@müller.example',
    'a@xn--mller-kva.example',
  ])('%s is one', (email) => {
    expect(isEmail(normalEmail(email))).toBe(true)
  })

  test.each([
    '',
    '@',
    'a@',
    '@b.co',
    'a@b',
    'a@b..co',
    'a@-b.co',
    'a..b@c.de',
    '.a@b.co',
    'a@b.co\n',
    'a@b@c.de ',
    'a\u0000@b.co',
    'a b@c.de',
    'a@b c.de',
    '<a@b.co>',
    `${'a'.repeat(65)}@b.co`,
    `a@${'b'.repeat(250)}.co`,
  ])('%j is none', (email) => {
    expect(isEmail(email)).toBe(false)
  })

  test('spaces around, case and composition make no difference', () => {
    expect(normalEmail(' GRU\u0308N@Example.com\n')).toBe('gr\u00fcn@example.com')
  })
})
