import type { DirectRead } from './direct-read.ts'
import { unlessAway, type Link } from './link.ts'
import { ALL_PARTITIONS, CURSORS, cursorSubject, cursorsOfGroup, nameOf } from './names.ts'
import { openStream } from './topic-log.ts'

/** How far a group has handled a partition, and which process may advance it. */
interface Cursor {
  owner: string | null
  /** Sequence number of the last message handled; 0 at the start. */
  after: number
  /** When the topic's stream was created: in another stream the number means nothing. */
  made: string
}

/** Each write names the one it follows (`revision`), so that of two processes that both believe to be the owner one fails. */
export interface KeptCursor extends Cursor {
  revision: number
}

export type Cursors = Awaited<ReturnType<typeof createCursors>>

export async function createCursors(link: Link, read: DirectRead) {
  await openStream(link, { name: CURSORS, subjects: ['mmt.cursor.>'], max_msgs_per_subject: 1 })
  const write = async (
    subject: string,
    cursor: Cursor,
    revision: number,
  ): Promise<KeptCursor | undefined> => {
    const ack = await link.store(subject, Buffer.from(JSON.stringify(cursor)), { expectedSequence: revision })
    return ack && { ...cursor, revision: ack.seq }
  }
  const get = async (group: string, topic: string, partition: number): Promise<KeptCursor> => {
    const stored = await unlessAway(
      link.manager.streams.getMessage(CURSORS, { last_by_subj: cursorSubject(group, topic, partition) }),
    )
    return stored
      ? { ...stored.json<Cursor>(), revision: stored.seq }
      : { owner: null, after: 0, made: '', revision: 0 }
  }

  return {
    get,
    /** Undefined when another process has written meanwhile. */
    write: (
      { group, topic, partition }: { group: string; topic: string; partition: number },
      cursor: Cursor,
      revision: number,
    ) => write(cursorSubject(group, topic, partition), cursor, revision),
    /** Creates a group's cursors with its first subscription, so that its lag is known. */
    async prepare(group: string, topic: string, made: string): Promise<void> {
      const { messages } = await read(CURSORS, { multi_last: [cursorSubject(group, topic, '*')] })
      const there = new Set(messages.map(({ subject }) => subject))
      const missing = ALL_PARTITIONS.map((partition) => cursorSubject(group, topic, partition)).filter(
        (subject) => !there.has(subject),
      )
      await Promise.all(missing.map((subject) => write(subject, { owner: null, after: 0, made }, 0)))
    },
    /** Partitions keep their owners, who find the cursors moved. */
    async rewind(group: string, topic: string): Promise<void> {
      await Promise.all(
        ALL_PARTITIONS.map(async (partition) => {
          for (;;) {
            const { revision, ...cursor } = await get(group, topic, partition)
            if (await write(cursorSubject(group, topic, partition), { ...cursor, after: 0 }, revision)) return
          }
        }),
      )
    },
    /** All cursors of a group, read from the leader. */
    async ofGroup(group: string): Promise<{ topic: string; partition: number; cursor: Cursor }[]> {
      const { state } = await unlessAway(
        link.manager.streams.info(CURSORS, { subjects_filter: cursorsOfGroup(group) }),
      )
      return Promise.all(
        Object.keys(state.subjects ?? {}).map(async (subject) => {
          const [, , , topic, partition] = subject.split('.')
          const at = { topic: nameOf(topic!), partition: Number(partition) }
          return { ...at, cursor: await get(group, at.topic, at.partition) }
        }),
      )
    },
  }
}
