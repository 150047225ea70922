import { randomUUID } from 'node:crypto'
import type { Logger } from '@mymacrotracker/telemetry'
import { PARTITIONS, type DeliveredMessage, type ParkedMessage } from '../bus.ts'
import type { Administration } from './administration.ts'
import type { Connect } from './connection.ts'
import {
  createParkedTable,
  parkedRecord,
  parkedTombstone,
  commandRecord,
  commandTombstone,
  type PendingCommand,
  type Command,
} from './parked-table.ts'
import { sealerFor, type SealerOf } from '../parked-sealer.ts'
import type { Publisher } from './publisher.ts'
import type { PartitionedRecord } from './records.ts'
import { followTopic } from './topic-follower.ts'
import type { Topics } from './topics.ts'

interface LotOptions {
  connect: Connect
  administration: Administration
  topics: Topics
  publisher: Publisher
  sealerOf: SealerOf
  logger: Logger
  rack?: string
}

/** A group's topic of parked messages, followed from its start into memory. */
interface GroupLot {
  table: ReturnType<typeof createParkedTable>
  /** Resolves when what was written to these partitions until now has been read. */
  catchUp(partitions?: readonly number[]): Promise<void>
  /** Writes, and waits until it has read what it wrote. */
  write(records: readonly PartitionedRecord[]): Promise<void>
  stop(): Promise<void>
}

const SUFFIX = '.parked'
/** How soon a consumer learns that another process made its group's topic. */
const LOOK_EVERY_MS = 5000
const MAX_LISTED = 1000

/**
 * The dead letters of each group `<group>.parked`: a compacted topic with as many partitions as the others, so that who owns a
 * partition there owns what is parked of it. The topic is made with the first message that is parked, or the first command.
 */
export function createParkingLot(options: LotOptions) {
  const { topics, logger } = options
  const lots = new Map<string, Promise<GroupLot>>()
  const watchers = new Map<string, Set<(partition: number) => void>>()
  const tell = (group: string, { partition }: PendingCommand) => {
    for (const onCommand of watchers.get(group) ?? []) onCommand(partition)
  }

  const open = (group: string): Promise<GroupLot> => {
    const opened = lots.get(group) ?? openGroupLot(options, group, (command) => tell(group, command))
    lots.set(group, opened)
    opened.catch(() => lots.delete(group))
    return opened
  }
  /** The lot when there is one; the topic of most groups never comes to be. */
  const find = async (group: string): Promise<GroupLot | undefined> =>
    lots.get(group) ?? ((await topics.names()).includes(group + SUFFIX) ? open(group) : undefined)

  const look = async () => {
    const unopened = [...watchers.keys()].filter((group) => !lots.has(group))
    if (unopened.length === 0) return
    const names = new Set(await topics.names())
    await Promise.all(unopened.filter((group) => names.has(group + SUFFIX)).map(open))
  }
  const timer = setInterval(() => {
    look().catch((error: unknown) => logger.warn({ err: error }, 'parked messages could not be looked for'))
  }, LOOK_EVERY_MS).unref()

  const command = async (group: string, commands: readonly { command: Command; partition: number }[]) =>
    (await open(group)).write(
      commands.map((each) => commandRecord(each.command, each.partition, randomUUID())),
    )

  return {
    /** From now on `onCommand` is told the partition of each command for this group. */
    watch(group: string, onCommand: (partition: number) => void): () => void {
      const all = watchers.get(group) ?? new Set()
      watchers.set(group, all.add(onCommand))
      return () => {
        if (all.delete(onCommand) && all.size === 0) watchers.delete(group)
      }
    },
    async catchUp(group: string, partitions: readonly number[]): Promise<void> {
      await (await find(group))?.catchUp(partitions)
    },
    async park(group: string, message: DeliveredMessage, reason: string): Promise<void> {
      await (await open(group)).write([parkedRecord(sealerFor(options.sealerOf, group), message, reason)])
    },
    async keys(group: string, topic: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
      return (await lots.get(group))?.table.keys(topic, keys) ?? new Set()
    },
    async commandsOf(group: string, topic: string, partition: number): Promise<PendingCommand[]> {
      return (await lots.get(group))?.table.commandsOf(topic, partition) ?? []
    },
    async parkedOf(group: string, topic: string, key: string): Promise<ParkedMessage[]> {
      return (await lots.get(group))?.table.messages(key).filter((each) => each.topic === topic) ?? []
    },
    async unpark(group: string, messages: readonly DeliveredMessage[]): Promise<void> {
      await (await open(group)).write(messages.map(parkedTombstone))
    },
    async complete(group: string, command: PendingCommand): Promise<void> {
      await (await open(group)).write([commandTombstone(command)])
    },

    async list(group?: string): Promise<ParkedMessage[]> {
      const groups =
        group === undefined
          ? (await topics.names())
              .filter((name) => name.endsWith(SUFFIX))
              .map((name) => name.slice(0, -SUFFIX.length))
              .filter((each) => options.sealerOf(each))
          : [group]
      const all: ParkedMessage[] = []
      for (const each of groups) {
        const lot = await find(each)
        await lot?.catchUp()
        all.push(...(lot?.table.messages() ?? []))
      }
      return all
        .sort((a, b) => a.parkedAt.getTime() - b.parkedAt.getTime() || Number(a.offset - b.offset))
        .slice(0, MAX_LISTED)
    },
    /** Answers how many messages it is about. */
    async redrive(group: string, key?: string): Promise<number> {
      const lot = await find(group)
      await lot?.catchUp()
      const messages = lot?.table.messages(key) ?? []
      const commands = new Map(
        messages.map(({ topic, key, partition }) => [
          JSON.stringify([topic, key]),
          { command: { kind: 'redrive' as const, topic, key }, partition },
        ]),
      )
      if (commands.size > 0) await command(group, [...commands.values()])
      return messages.length
    },
    async replay(group: string, topic: string): Promise<void> {
      await command(
        group,
        Array.from({ length: PARTITIONS }, (_, partition) => ({
          command: { kind: 'replay', topic },
          partition,
        })),
      )
    },
    async close(): Promise<void> {
      clearInterval(timer)
      await Promise.all(
        [...lots.values()].map((lot) => lot.then((each) => each.stop()).catch(() => undefined)),
      )
    },
  }
}

export type ParkingLot = ReturnType<typeof createParkingLot>

async function openGroupLot(
  { connect, administration, topics, publisher, sealerOf, logger, rack }: LotOptions,
  group: string,
  onCommand: (command: PendingCommand) => void,
): Promise<GroupLot> {
  const topic = group + SUFFIX
  await topics.ensure(topic, 'last-of-each-key-and-its-deletion')
  const table = createParkedTable(sealerFor(sealerOf, group))
  const follower = await followTopic({
    connect,
    administration,
    logger,
    topic,
    rack,
    from: 'start',
    hear(partition, message) {
      const command = table.hear(partition, message)
      if (command) onCommand(command)
    },
  })
  const lot: GroupLot = {
    table,
    async catchUp(partitions) {
      const marks = await administration.watermarks(topic)
      await follower.reached(
        new Map(
          [...marks]
            .filter(([partition]) => !partitions || partitions.includes(partition))
            .map(([partition, { high }]) => [partition, high]),
        ),
      )
    },
    async write(records) {
      await follower.reached(await publisher.publish(topic, records))
    },
    stop: () => follower.stop(),
  }
  await follower.reached(follower.end).catch(async (error: unknown) => {
    await follower.stop()
    throw error
  })
  return lot
}
