import { randomUUID } from 'node:crypto'
import { PARTITIONS, type DeliveredMessage, type ParkedMessage } from '../bus.ts'
import { sealerFor } from '../parked-sealer.ts'
import { SUFFIX, openGroupLot, type GroupLot, type LotOptions } from './group-lot.ts'
import {
  parkedRecord,
  parkedTombstone,
  commandRecord,
  commandTombstone,
  type PendingCommand,
  type Command,
} from './parked-table.ts'

/** How soon a consumer finds a topic of its group that another process created. */
const POLL_MS = 5000
const MAX_LISTED = 1000

/**
 * The parked messages of each group, `<group>.parked`: a compacted topic with as many partitions as the others, so that the owner of
 * a partition also owns what is parked of it. The topic is created with the first parked message, or the first command.
 */
export function createParkingLot(options: LotOptions) {
  const { topics, logger } = options
  const lots = new Map<string, Promise<GroupLot>>()
  const watchers = new Map<string, Set<(partition: number) => void>>()
  const notify = (group: string, { partition }: PendingCommand) => {
    for (const onCommand of watchers.get(group) ?? []) onCommand(partition)
  }

  const open = (group: string): Promise<GroupLot> => {
    const opened = lots.get(group) ?? openGroupLot(options, group, (command) => notify(group, command))
    lots.set(group, opened)
    opened.catch(() => lots.delete(group))
    return opened
  }
  /** The lot, if there is one; most groups never get the topic. */
  const find = async (group: string): Promise<GroupLot | undefined> =>
    lots.get(group) ?? ((await topics.names()).includes(group + SUFFIX) ? open(group) : undefined)

  const findNew = async () => {
    const unopened = [...watchers.keys()].filter((group) => !lots.has(group))
    if (unopened.length === 0) return
    const names = new Set(await topics.names())
    await Promise.all(unopened.filter((group) => names.has(group + SUFFIX)).map(open))
  }
  const timer = setInterval(() => {
    findNew().catch((error: unknown) =>
      logger.warn({ err: error }, 'parked messages could not be looked for'),
    )
  }, POLL_MS).unref()

  const command = async (group: string, commands: readonly { command: Command; partition: number }[]) =>
    (await open(group)).write(
      commands.map((each) => commandRecord(each.command, each.partition, randomUUID())),
    )

  return {
    /** From now on `onCommand` is called with the partition of each command for this group. */
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
    /** Returns how many messages it concerns. */
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
