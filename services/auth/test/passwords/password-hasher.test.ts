import { expect, test } from '@jest/globals'
import { createPasswordHasher } from '../../dist/passwords/password-hasher.js'

test('a password is right with its own hash alone', async () => {
  const passwords = createPasswordHasher()
  const hash = await passwords.hash('seven green lentils')
  expect(await passwords.verify('seven green lentils', hash)).toBe(true)
  expect(await passwords.verify('seven green lentil', hash)).toBe(false)
  expect(await passwords.verify('seven green lentils', undefined)).toBe(false)
})

test('64 passwords wait, one more is told so at once, and afterwards there is room again', async () => {
  const passwords = createPasswordHasher()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 80 }, () => passwords.verify('seven green lentils', undefined)),
  )
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  const running = outcomes.length - refused.length - 64
  expect(running).toBeGreaterThanOrEqual(1)
  expect(running).toBeLessThanOrEqual(4)
  expect(outcomes.slice(0, 64).every(({ status }) => status === 'fulfilled')).toBe(true)
  for (const { reason } of refused)
    expect(reason).toMatchObject({ kind: 'resource_exhausted', reason: 'TOO_MANY_SIGN_INS' })
  expect(await passwords.verify('seven green lentils', undefined)).toBe(false)
})
