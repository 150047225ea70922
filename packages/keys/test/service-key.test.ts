import { createCipheriv, hkdfSync } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { masterKeyOf, readServiceKey, serviceKeyOf, type ServiceKey } from '@mymacrotracker/keys'

const [older, newer] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const text = Buffer.from('an answer')
const given = (words: string): ServiceKey => serviceKeyOf('events', readServiceKey(words)!)

/** Sealed as it was when every purpose's key came from the master key itself. */
function sealedEarlier(master: Buffer, purpose: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `mymacrotracker/${purpose}`, 32))
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12))
  const sealed = Buffer.concat([cipher.update(text), cipher.final()])
  return Buffer.concat([Buffer.alloc(12), cipher.getAuthTag(), sealed])
}

test('a service has the same keys from its own text as from the master key', () => {
  const master = masterKeyOf(newer, older)
  const [own, derived] = [given(master.textFor('events')), master.forService('events')]
  expect(own.derive('test')).toEqual(derived.derive('test'))
  expect(own.fingerprints).toEqual(derived.fingerprints)
  const sealed = masterKeyOf(older).forService('events').sealer('test').seal(text)
  expect(own.sealer('test').open(sealed)).toEqual(text)
})

test('the text of one service gives no key of another, whichever name it is read under', () => {
  const secrets = readServiceKey(masterKeyOf(older).textFor('notifier'))!
  const auth = masterKeyOf(older).forService('auth')
  for (const name of ['auth', 'notifier'])
    expect(serviceKeyOf(name, secrets).deriveAll('refresh-tokens')).not.toContainEqual(
      auth.derive('refresh-tokens'),
    )
})

test('what was sealed before services had keys of their own is opened by the master key, and by a text that names the purpose', () => {
  const sealed = sealedEarlier(older, 'idempotency')
  const master = masterKeyOf(newer, older)
  expect(master.forService('events').sealer('idempotency').open(sealed)).toEqual(text)
  expect(
    given(master.textFor('events', ['idempotency']))
      .sealer('idempotency')
      .open(sealed),
  ).toEqual(text)
  expect(() => given(master.textFor('events')).sealer('idempotency').open(sealed)).toThrow()
  expect(() =>
    given(master.textFor('events', ['idempotency']))
      .sealer('parked')
      .open(sealedEarlier(older, 'parked')),
  ).toThrow()
})

test.each(['', 'short', `${older.toString('base64')},`, `idempotency:${older.toString('base64')}`])(
  'a text that is no key is refused: %p',
  (words) => {
    expect(readServiceKey(words)).toBeUndefined()
  },
)
