import { describe, expect, test } from '@jest/globals'
import { passwordFault } from '../../dist/passwords/domain/password-strength.js'

describe('password strength', () => {
  test.each([
    '',
    'nine char',
    'x'.repeat(201),
    'zzzzzzzzzz',
    'ababababab',
    'abcabcabcabc',
    '1234567890',
    '0987654321',
    '12345678901234',
    'abcdefghij',
    'QWERTYUIOP',
    'poiuytrewq',
    'password123',
    'Password123!',
    'iloveyou1234',
    '1q2w3e4r5t',
    'ann.smith@example.com',
    'ANN.SMITH@example.com',
    'ann.smith',
    'seven green\0lentils',
  ])('%j will not do', (password) => {
    expect(passwordFault(password, 'ann.smith@example.com')).toEqual(expect.any(String))
  })

  test.each([
    'seven green lentils',
    'x7#kQ2!mPz',
    'пароль из семи слов',
    '🍎🍐🍊🍋🍌🍉🍇🍓🫐🍈',
    'a'.repeat(100) + 'b'.repeat(100),
  ])('%j will do', (password) => {
    expect(passwordFault(password, 'ann.smith@example.com')).toBeUndefined()
  })

  test('length counts characters, not bytes', () => {
    expect(passwordFault('🍎🍐🍊🍋🍌', 'a@example.com')).toBe('must be 10 to 200 characters')
  })
})
