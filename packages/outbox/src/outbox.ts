import { MAX_BODY_BYTES } from '@mymacrotracker/bus'
import type { Topic } from '@mymacrotracker/contracts'
import type { Sql } from '@mymacrotracker/database'
import { InvalidError } from '@mymacrotracker/errors'
import { currentTraceparent } from '@mymacrotracker/telemetry'
import { v7 as uuidv7 } from 'uuid'

/** Facts written in the transaction of the change they describe; the relay publishes them. */
export interface Outbox {
  append<T>(topic: Topic<T>, key: string, fact: T): Promise<void>
}

/** `wake` is called once the transaction has committed. */
export function createOutbox(sql: Sql, wake: () => void): Outbox {
  return {
    async append(topic, key, fact) {
      const eventId = uuidv7()
      const body = Buffer.from(topic.encode(fact))
      if (body.length > MAX_BODY_BYTES)
        throw new InvalidError(
          'FACT_TOO_LARGE',
          `a fact of ${topic.name} has ${body.length} bytes, more than ${MAX_BODY_BYTES}`,
        )
      // In `from`, not in `select`: Prisma cannot read a column of type void.
      await sql.atCommit(
        'select true as appended from outbox_append($1::uuid, $2, $3, $4::jsonb, $5::bytea)',
        [eventId, topic.name, key, JSON.stringify(headersOf(topic, eventId)), body],
      )
      sql.afterCommit(wake)
    },
  }
}

/** CloudEvents 1.0 attributes in binary mode. */
function headersOf({ owner, type }: Topic<never> | Topic<unknown>, eventId: string): Record<string, string> {
  const traceparent = currentTraceparent()
  return {
    ce_specversion: '1.0',
    ce_id: eventId,
    ce_source: `/mymacrotracker/${owner}`,
    ce_type: type,
    ce_time: new Date().toISOString(),
    'content-type': 'application/protobuf',
    ...(traceparent && { traceparent }),
  }
}
