import { MAX_PASSWORD, MIN_PASSWORD } from '@mymacrotracker/contracts'

/** Words of the most used passwords in public breach lists; one with digits or signs behind it is as well known. */
const COMMON_WORDS = [
  'password',
  'passwort',
  'motdepasse',
  'contraseña',
  'qwerty',
  'qwertyuiop',
  'qwertz',
  'azerty',
  'asdfghjkl',
  'zxcvbnm',
  'iloveyou',
  'letmein',
  'welcome',
  'administrator',
  'admin',
  'football',
  'baseball',
  'basketball',
  'princess',
  'sunshine',
  'superman',
  'batman',
  'dragon',
  'monkey',
  'master',
  'shadow',
  'michael',
  'jennifer',
  'charlie',
  'computer',
  'internet',
  'whatever',
  'trustno',
  'starwars',
  'pokemon',
  'liverpool',
  'chocolate',
  'butterfly',
  'changeme',
  'default',
  'secret',
  'login',
  'testtest',
  'helloworld',
  'passwordpassword',
  'mypassword',
  'thisismypassword',
  'mymacrotracker',
  'macrotracker',
]
const COMMON = new Set([
  '1q2w3e4r5t',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'qazwsxedcrfv',
  'zaq12wsxcde3',
  'abc123abc123',
  'password1password',
  'q1w2e3r4t5',
  'qwer1234qwer',
  'asdf1234asdf',
  'p@ssw0rd123',
  'passw0rd123',
])
const ROWS = [
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789',
]

/** What is wrong with a password, in words for a person; undefined when it will do (NIST SP 800-63B, 3.1.1.2). */
export function passwordFault(password: string, email: string): string | undefined {
  const characters = [...password]
  if (characters.length < MIN_PASSWORD || characters.length > MAX_PASSWORD)
    return `must be ${MIN_PASSWORD} to ${MAX_PASSWORD} characters`
  if (characters.includes('\0')) return 'must not contain the character U+0000'
  const lower = password.toLowerCase()
  if (lower === email || lower === email.slice(0, email.lastIndexOf('@')))
    return 'must not be the e-mail address'
  if (isRepeated(lower)) return 'must not repeat the same few characters'
  if (isSequence(lower)) return 'must not be a simple sequence'
  if (COMMON.has(lower) || COMMON_WORDS.includes(lower.replace(/[\d\p{P}\p{S}\s]+$/u, '')))
    return 'is among the most used passwords'
  return undefined
}

/** The same one to three characters over and over. */
function isRepeated(text: string): boolean {
  return [1, 2, 3].some((period) => [...text].every((character, at, all) => character === all[at % period]))
}

/** A run along a row of the keyboard, the alphabet or the digits, either way, round and round. */
function isSequence(text: string): boolean {
  return ROWS.some((row) => {
    const round = row.repeat(Math.ceil(MAX_PASSWORD / row.length) + 1)
    return round.includes(text) || [...round].toReversed().join('').includes(text)
  })
}
