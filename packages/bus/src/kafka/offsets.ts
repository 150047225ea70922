import type { Batch, Consumer, KafkaMessage } from 'kafkajs'
import type { Administration } from './administration.ts'
import { fetchedOffsetOf } from './library-internals.ts'

/** How far a reader has come in each partition: the next offset it has not dealt with. */
export type Positions = Map<number, bigint>

interface WalkOptions {
  administration: Administration
  consumer: Consumer
  positions: Positions
  batch: Batch
}

/**
 * The messages of a batch that are due: those before the position were dealt with earlier. A batch that begins after it would
 * leave some out; then there are none, and reading goes back to the position.
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
    // Only what the topic no longer keeps may be passed over.
    position = low > position ? low : position
    positions.set(partition, position)
    if (fetchedOffsetOf(batch) > position) {
      consumer.seek({ topic, partition, offset: String(position) })
      return []
    }
  }
  return batch.messages.filter(({ offset }) => BigInt(offset) >= position)
}

/** The offset after a batch, whatever compaction has taken out of it. */
export function endOf(batch: Batch): bigint {
  return BigInt(batch.lastOffset()) + 1n
}
