import type { GroupReaderOptions, Turn } from './turn.ts'

/**
 * Does for a partition what was asked for: redrives keys, goes back to the start. In the partition's lane, so never beside a
 * batch of it. A wish is forgotten when it is done; whoever owns the partition after a crash does it again.
 */
export async function carryOutWishes(
  options: GroupReaderOptions,
  turn: Turn,
  partition: number,
): Promise<void> {
  const { lot, group, topic } = options
  if ((await lot.wishesOf(group, topic, partition)).length === 0) return
  await lot.catchUp(group, [partition])
  for (const pending of await lot.wishesOf(group, topic, partition)) {
    if (pending.wish.kind === 'redrive') await redriveKey(options, pending.wish.key)
    else await goToStart(options, turn, partition)
    await lot.fulfil(group, pending)
  }
}

async function redriveKey({ lot, group, topic, onRedriven }: GroupReaderOptions, key: string): Promise<void> {
  const messages = await lot.parkedOf(group, topic, key)
  if (messages.length === 0) return
  const staying = new Set(await onRedriven(messages))
  await lot.unpark(
    group,
    messages.filter((each) => !staying.has(each)),
  )
}

async function goToStart(
  { administration, topic }: GroupReaderOptions,
  { consumer, positions }: Turn,
  partition: number,
): Promise<void> {
  const { low } = (await administration.watermarks(topic)).get(partition)!
  positions.set(partition, low)
  consumer.seek({ topic, partition, offset: String(low) })
  await consumer.commitOffsets([{ topic, partition, offset: String(low) }])
}
