import type { GroupReaderOptions, Assignment } from './assignment.ts'

/**
 * Carries out a partition's pending commands: redrives keys, seeks to the start. Runs in the partition's lane, so never beside one
 * of its batches. A command is deleted once it is done; after a crash the partition's next owner runs it again.
 */
export async function runPendingCommands(
  options: GroupReaderOptions,
  assignment: Assignment,
  partition: number,
): Promise<void> {
  const { lot, group, topic } = options
  if ((await lot.commandsOf(group, topic, partition)).length === 0) return
  await lot.catchUp(group, [partition])
  for (const pending of await lot.commandsOf(group, topic, partition)) {
    if (pending.command.kind === 'redrive') await redriveKey(options, pending.command.key)
    else await seekToStart(options, assignment, partition)
    await lot.complete(group, pending)
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

async function seekToStart(
  { administration, topic }: GroupReaderOptions,
  { consumer, positions }: Assignment,
  partition: number,
): Promise<void> {
  const { low } = (await administration.watermarks(topic)).get(partition)!
  positions.set(partition, low)
  consumer.seek({ topic, partition, offset: String(low) })
  await consumer.commitOffsets([{ topic, partition, offset: String(low) }])
}
