import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { eventually } from '@mymacrotracker/testing'
import { startKafka, type KafkaCluster } from '@mymacrotracker/testing/brokers'
import { execa } from 'execa'
import { v7 as uuidv7 } from 'uuid'
import { startApart } from '../contract/apart.ts'
import { describeContract } from '../contract/contract.ts'
import type { Person } from '../harness.ts'

type Seven = Awaited<ReturnType<typeof startApart>>

const dir = mkdtempSync(join(tmpdir(), 'mymacrotracker-kafka-'))
let kafka: KafkaCluster
beforeAll(async () => {
  kafka = await startKafka({ brokers: 3, dir })
}, 300_000)
afterAll(async () => {
  await kafka?.stop()
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
}, 60_000)

const startSeven = () =>
  startApart({
    placement: SERVICE_NAMES.map((name) => [name]),
    env: { BUS: 'kafka', KAFKA_BROKERS: kafka.bootstrap.join(',') },
  })

describeContract({ title: 'seven processes over Kafka', isApart: true, start: startSeven })

describe('the stories, on seven processes over Kafka', () => {
  let seven: Seven
  let ann: Person
  beforeAll(async () => {
    seven = await startSeven()
    ann = await seven.person()
  }, 120_000)
  afterAll(() => seven?.stop(), 60_000)

  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${seven.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return {
      status: response.status,
      body: (await response.json()) as Record<string, never> & { unavailable?: string[] },
    }
  }

  test("a person's week is told to its end", async () => {
    // It exits with 1 when one of its promises is broken.
    await execa`${process.execPath} ${resolve('tools/demo/main.ts')} --url ${seven.url}`
  }, 120_000)

  test('without the recommender the home screen comes without suggestions, and with them once it is back', async () => {
    await ask('PUT', '/v1/targets', { energyKcal: 2000, proteinG: 120, carbohydrateG: 220, fatG: 70 })
    await seven.fleet.kill('recommender')
    const without = await ask('GET', '/v1/today')
    expect([without.status, without.body.unavailable]).toEqual([200, ['suggestions']])
    expect(
      (
        await ask('POST', '/v1/diary/entries', {
          id: uuidv7(),
          meal: 'lunch',
          name: 'Stew',
          nutrients: { energyKcal: 500, proteinG: 130 },
        })
      ).status,
    ).toBe(201)
    await seven.fleet.restart('recommender')
    await eventually(
      async () => expect((await ask('GET', '/v1/today')).body.unavailable ?? []).toEqual([]),
      20_000,
    )
    await eventually(
      async () =>
        expect(
          await seven.sql('select kind from notifier.notifications where user_id = $1', [ann.userId]),
        ).toHaveLength(1),
      30_000,
    )
  }, 120_000)

  test('every service that dies comes back by a start alone, and what was acknowledged is there', async () => {
    const id = uuidv7()
    expect(
      (
        await ask('POST', '/v1/diary/entries', {
          id,
          meal: 'snack',
          name: 'Apple',
          nutrients: { energyKcal: 95 },
        })
      ).status,
    ).toBe(201)
    for (const name of SERVICE_NAMES) {
      await seven.fleet.kill(name)
      await seven.fleet.restart(name)
    }
    await eventually(
      async () => expect((await ask('GET', `/v1/diary/entries/${id}`)).status).toBe(200),
      20_000,
    )
    await eventually(
      async () => expect((await ask('GET', '/v1/today')).body.unavailable ?? []).toEqual([]),
      20_000,
    )
  }, 120_000)
})
