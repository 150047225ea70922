import type { Logger } from '@mymacrotracker/telemetry'
import { sealerFor, type SealerOf } from '../parked-sealer.ts'
import type { Administration } from './administration.ts'
import type { Connect } from './connection.ts'
import { createParkedTable, type PendingCommand } from './parked-table.ts'
import type { Publisher } from './publisher.ts'
import type { PartitionedRecord } from './records.ts'
import { followTopic } from './topic-follower.ts'
import type { Topics } from './topics.ts'

export interface LotOptions {
  connect: Connect
  administration: Administration
  topics: Topics
  publisher: Publisher
  sealerOf: SealerOf
  logger: Logger
  rack?: string
}

/** A group's topic of parked messages, followed from its start into memory. */
export interface GroupLot {
  table: ReturnType<typeof createParkedTable>
  /** Resolves when everything written to these partitions so far has been read. */
  catchUp(partitions?: readonly number[]): Promise<void>
  /** Resolves when what it wrote has been read back. */
  write(records: readonly PartitionedRecord[]): Promise<void>
  stop(): Promise<void>
}

/** A group's topic of parked messages is named after it. */
export const SUFFIX = '.parked'

/** Creates the topic if it is missing, and reads it to its end. */
export async function openGroupLot(
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
    onMessage(partition, message) {
      const command = table.apply(partition, message)
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
