import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { loadMasterKey, masterKeyOf } from '@mymacrotracker/keys'

const [older, newer] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const text = Buffer.from('a signing key')
const auth = (...secrets: [Buffer, ...Buffer[]]) => masterKeyOf(...secrets).forService('auth')

test('what one key sealed is opened by whoever knows it, and by nobody else', () => {
  const sealed = auth(older).sealer('test').seal(text)
  expect(auth(newer, older).sealer('test').open(sealed)).toEqual(text)
  expect(() => auth(newer).sealer('test').open(sealed)).toThrow()
  expect(() => auth(older).sealer('another purpose').open(sealed)).toThrow()
})

test('the first key seals and derives', () => {
  const changing = auth(newer, older)
  expect(auth(newer).sealer('test').open(changing.sealer('test').seal(text))).toEqual(text)
  expect(changing.derive('test')).toEqual(auth(newer).derive('test'))
  expect(changing.deriveAll('test')).toEqual(
    expect.arrayContaining([auth(newer).derive('test'), auth(older).derive('test')]),
  )
})

test('a service opens nothing that another one sealed, and derives nothing that another one does', () => {
  const master = masterKeyOf(older)
  const [one, other] = [master.forService('auth'), master.forService('events')]
  expect(one.derive('test')).not.toEqual(other.derive('test'))
  expect(one.fingerprints).not.toEqual(other.fingerprints)
  expect(() => other.sealer('test').open(one.sealer('test').seal(text))).toThrow()
})

test('a master key is made once, and only its owner may read it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'mymacrotracker-keys-'))
  const made = await loadMasterKey({ dataDir })
  const again = await loadMasterKey({ dataDir })
  expect(again.forService('auth').derive('test')).toEqual(made.forService('auth').derive('test'))
  expect((await stat(join(dataDir, 'master.key'))).mode & 0o077).toBe(0)
  await rm(dataDir, { recursive: true })
})
