import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { checkKafkaUse } from '../kafka-use.ts'

const PUBLISHER = 'packages/bus/src/kafka/publisher.ts'
let house: string

/** Changes the publisher of a copy of the house; a change that finds nothing to change is a fault of the test. */
function plant(from: string, to: string): string[] {
  const path = join(house, PUBLISHER)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
  return checkKafkaUse(house)
}

function plantFile(path: string, text: string): string[] {
  mkdirSync(dirname(join(house, path)), { recursive: true })
  writeFileSync(join(house, path), text)
  return checkKafkaUse(house)
}

describe('the check of how kafkajs is used', () => {
  beforeEach(() => {
    house = mkdtempSync(join(tmpdir(), 'mymacrotracker-kafka-use-'))
    cpSync(resolve('packages/bus/src/kafka'), join(house, 'packages/bus/src/kafka'), { recursive: true })
  })
  afterEach(() => rmSync(house, { recursive: true, force: true }))

  test('finds nothing in the house as it is', () => {
    expect(checkKafkaUse(house)).toEqual([])
    expect(checkKafkaUse(resolve('.'))).toEqual([])
  })

  test.each([
    ['an idempotent producer', 'idempotent: false', 'idempotent: true', 'idempotent must be false'],
    ['a producer whose idempotence is not said', 'idempotent: false,', '', 'idempotent must be false'],
    [
      'several requests in flight',
      'maxInFlightRequests: 1',
      'maxInFlightRequests: 5',
      'maxInFlightRequests must be 1',
    ],
    ['an acknowledgement by the leader alone', 'acks: -1', 'acks: 1', 'acks must be -1'],
    [
      'a send that leaves the partition to its messages',
      '({ ...record, partition })',
      '({ ...record })',
      'a send names its one partition',
    ],
    [
      'a send over the partitions of its messages',
      '({ ...record, partition })',
      '({ ...record, partition: record.partition })',
      'a send names its one partition',
    ],
    [
      'a send whose partition its messages overwrite',
      '({ ...record, partition })',
      '({ partition, ...record })',
      'a send names its one partition',
    ],
    [
      'a send of whatever it is given',
      'messages: part.map((record) => ({ ...record, partition }))',
      'messages: [...part]',
      'a send names its one partition',
    ],
    ['several topics at once', 'producer.send({', 'producer.sendBatch({', 'sendBatch is not used'],
    [
      'settings that are spread over',
      'idempotent: false,',
      '...{ idempotent: true }, idempotent: false,',
      'nothing is spread over its settings',
    ],
    [
      'a send by another name',
      'const producer = await connected()',
      'const { send } = await connected()\n    const producer = { send }',
      'stay with what they belong to',
    ],
    [
      'a transaction',
      'idempotent: false',
      "transactionalId: 'a', idempotent: false",
      'transactionalId is not used',
    ],
  ])('finds %s', (_, from, to, fault) => {
    expect(plant(from, to).join('\n')).toContain(fault)
  })

  test('finds a second producer', () => {
    expect(
      plantFile(
        'packages/bus/src/kafka/another.ts',
        "import type { Kafka } from 'kafkajs'\nexport const another = (kafka: Kafka) => kafka.producer({ idempotent: false, maxInFlightRequests: 1 })\n",
      ),
    ).toEqual([expect.stringContaining('2 producers are made')])
  })

  test('finds kafkajs anywhere else', () => {
    expect(
      plantFile(
        'services/events/src/rpc/a.ts',
        "import { Kafka } from 'kafkajs'\nexport const kafka = new Kafka({ brokers: [] })\n",
      ),
    ).toEqual([
      expect.stringContaining('services/events/src/rpc/a.ts: only packages/bus/src/kafka/ uses kafkajs'),
    ])
    expect(
      plantFile('packages/outbox/src/a.ts', "export const load = () => import('kafkajs')\n"),
    ).toHaveLength(2)
  })
})
