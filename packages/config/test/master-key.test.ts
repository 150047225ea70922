import { expect, test } from '@jest/globals'
import { masterKeyOf } from '../src/master-key.ts'

const [older, newer] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const text = Buffer.from('a signing key')

test('what one key sealed is opened by whoever knows it, and by nobody else', () => {
  const sealed = masterKeyOf(older).sealer('test').seal(text)
  expect(masterKeyOf(newer, older).sealer('test').open(sealed)).toEqual(text)
  expect(() => masterKeyOf(newer).sealer('test').open(sealed)).toThrow()
  expect(() => masterKeyOf(older).sealer('another purpose').open(sealed)).toThrow()
})

test('the first key seals and derives', () => {
  const changing = masterKeyOf(newer, older)
  expect(masterKeyOf(newer).sealer('test').open(changing.sealer('test').seal(text))).toEqual(text)
  expect(changing.derive('test')).toEqual(masterKeyOf(newer).derive('test'))
  expect(changing.deriveAll('test')).toEqual([
    masterKeyOf(newer).derive('test'),
    masterKeyOf(older).derive('test'),
  ])
})
