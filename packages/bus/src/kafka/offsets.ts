import type { Batch, Consumer, KafkaMessage } from 'kafkajs'
import type { Administration } from './administration.ts'
import { fetchedOffsetOf } from './library-internals.ts'

/** By partition: the next offset to handle. */
export type Positions = Map<number, bigint>

interface WalkOptions {
  administration: Administration
  consumer: Consumer
  positions: Positions
  batch: Batch
}

/**
 * The messages of a batch from the position on; earlier ones have been handled. A batch that begins after the position would skip
 * some: then none is due, and the consumer seeks back.
 */
export async function dueOf({
  administration,
  consumer,
  positions,
  batch,
}: WalkOptions): Promise<KafkaMessage[]> {
  const { topic, partition } = batch
  let position = positions.get(partition)!
  if (fetchedOffsetOf(batch) > position) {
    const low = (await administration.watermarks(topic)).get(partition)?.low ?? 0n
    // Only what the topic no longer keeps may be skipped.
    position = low > position ? low : position
    positions.set(partition, position)
    if (fetchedOffsetOf(batch) > position) {
      consumer.seek({ topic, partition, offset: String(position) })
      return []
    }
  }
  return batch.messages.filter(({ offset }) => BigInt(offset) >= position)
}

/** The offset after a batch, whatever compaction has removed from it. */
export function endOf(batch: Batch): bigint {
  return BigInt(batch.lastOffset()) + 1n
}
