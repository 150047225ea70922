import type { DeliveredMessage } from '@mymacrotracker/bus'
import type { Topic } from '@mymacrotracker/contracts'
import type { Database } from '@mymacrotracker/database'
import type { Inbox } from './inbox.ts'

/** A consumer of one topic, which the runtime subscribes to the bus. */
export interface Consumer {
  /** `<service>.<consumer>`: the group, and the name in the inbox. */
  name: string
  topic: string
  handle(messages: readonly DeliveredMessage[]): Promise<void>
}

type Stored<Stores> = Stores & { inbox: Inbox }

interface ConsumerOptions<T, Stores> {
  name: string
  topic: Topic<T>
  db: Pick<Database<Stored<Stores>>, 'asUser' | 'asSystem'>
  /** The effect of one fact. Runs in the transaction that also records the fact in the inbox. */
  apply(fact: T, stores: Stored<Stores>): Promise<void>
}

interface RunConsumerOptions<T, Stores> extends Omit<ConsumerOptions<T, Stores>, 'apply'> {
  /** The effect of a run of one user's facts, in order, so that what they change together is computed once. */
  applyRun(facts: readonly T[], stores: Stored<Stores>, userId: string): Promise<void>
}

/** A consumer of facts about users: one transaction, as the user, for a run of a user's messages. */
export function userConsumer<T, Stores>(options: ConsumerOptions<T, Stores>): Consumer {
  return {
    name: options.name,
    topic: options.topic.name,
    handle: (messages) =>
      options.db.asUser(messages[0]!.key, (stores) => applyEach(options, stores, messages)),
  }
}

/** The same for effects that are cheaper when applied together. */
export function userRunConsumer<T, Stores>({
  name,
  topic,
  db,
  applyRun,
}: RunConsumerOptions<T, Stores>): Consumer {
  return {
    name,
    topic: topic.name,
    handle: (messages) =>
      db.asUser(messages[0]!.key, async (stores) => {
        const fresh = await freshOf(name, stores, messages)
        if (fresh.length > 0)
          await applyRun(
            fresh.map(({ body }) => topic.decode(body)),
            stores,
            messages[0]!.key,
          )
      }),
  }
}

/** A consumer of facts that are not about a user. */
export function systemConsumer<T, Stores>(options: ConsumerOptions<T, Stores>): Consumer {
  return {
    name: options.name,
    topic: options.topic.name,
    handle: (messages) => options.db.asSystem((stores) => applyEach(options, stores, messages)),
  }
}

async function applyEach<T, Stores>(
  { name, topic, apply }: ConsumerOptions<T, Stores>,
  stores: Stored<Stores>,
  messages: readonly DeliveredMessage[],
): Promise<void> {
  for (const { body } of await freshOf(name, stores, messages)) await apply(topic.decode(body), stores)
}

async function freshOf(
  name: string,
  { inbox }: { inbox: Inbox },
  messages: readonly DeliveredMessage[],
): Promise<DeliveredMessage[]> {
  const fresh = await inbox.accept(
    name,
    messages.map(({ eventId }) => eventId),
  )
  // An id that occurs twice in one run is applied once.
  return messages.filter(({ eventId }) => fresh.delete(eventId))
}
