import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createClients } from '@mymacrotracker/runtime'
import { signUp, startHouse, type House } from '../harness.ts'

const SECRET = 'a secret of development'

describe('a development set-up without certificates', () => {
  let house: House
  const over = (peer: string, peerSecret?: string) =>
    createClients((service) => ({
      address: `grpc://127.0.0.1:${house.process.rpcPort}`,
      service,
      peer,
      peerSecret,
    }))

  beforeAll(async () => {
    house = await startHouse({ env: { RPC_PORT: '0', RPC_SHARED_SECRET: SECRET } })
  }, 60_000)
  afterAll(() => house.stop())

  test('who knows the secret is believed, within what it may call', async () => {
    const clients = over('gateway', SECRET)
    const person = await signUp(clients, house.call())
    expect((await clients.profile.person.getProfile({}, house.call(person))).profile).toBeDefined()
    const notifier = over('notifier', SECRET)
    await expect(notifier.profile.person.getProfile({}, house.call(person))).rejects.toMatchObject({
      reason: 'CALLER_NOT_ALLOWED',
    })
    for (const each of [clients, notifier]) each.close()
  })

  test('who does not is nobody, for every method', async () => {
    for (const secret of [undefined, '', 'a secret of somebody else']) {
      const clients = over('gateway', secret)
      await expect(clients.auth.keys.getKeySet({}, house.call())).rejects.toMatchObject({
        kind: 'unauthenticated',
        reason: 'PEER_UNKNOWN',
      })
      clients.close()
    }
  })
})
