import { expect } from '@jest/globals'
import { eventually } from '@mymacrotracker/testing'
import type { House, Person } from '../harness.ts'
import type { ReceivedSpan } from './otlp-receiver.ts'

/** Writes one entry as a phone does and answers its trace id. */
export async function writeEntry(
  { url }: Pick<House, 'url'>,
  { token }: Person,
  entry: object,
): Promise<string> {
  const answer = await fetch(`${url}/v1/diary/entries`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(entry),
  })
  expect(answer.status).toBe(201)
  return answer.headers.get('x-request-id')!
}

/** A person whose next entry reaches a target, so that the notifier has something to say of it. */
export async function personWithTarget(house: Pick<House, 'url' | 'person' | 'sql'>): Promise<Person> {
  const person = await house.person()
  const answer = await fetch(`${house.url}/v1/targets`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ energyKcal: 2000, proteinG: 40 }),
  })
  expect(answer.status).toBe(200)
  await eventually(
    async () =>
      expect(
        await house.sql('select from recommender.target_copies where user_id = $1', [person.userId]),
      ).not.toHaveLength(0),
    20_000,
  )
  return person
}

/** Every step of an entry, each with the step that caused it. */
const LINE = [
  ['gateway', 'POST /v1/diary/entries', undefined],
  ['gateway', 'mymacrotracker.events.v1.DiaryService/RecordEntry', 'gateway POST /v1/diary/entries'],
  [
    'events',
    'mymacrotracker.events.v1.DiaryService/RecordEntry',
    'gateway mymacrotracker.events.v1.DiaryService/RecordEntry',
  ],
  [
    'events',
    'send mymacrotracker.events.diary.v1',
    'events mymacrotracker.events.v1.DiaryService/RecordEntry',
  ],
  ['recommender', 'process mymacrotracker.events.diary.v1', 'events send mymacrotracker.events.diary.v1'],
  [
    'recommender',
    'send mymacrotracker.recommender.progress.v1',
    'recommender process mymacrotracker.events.diary.v1',
  ],
  [
    'notifier',
    'process mymacrotracker.recommender.progress.v1',
    'recommender send mymacrotracker.recommender.progress.v1',
  ],
] as const

/** Waits until the whole line of an entry has arrived, from the phone to the last consumer, parents connected. */
export async function expectWholeLine(
  spans: readonly ReceivedSpan[],
  traceId: string,
): Promise<ReceivedSpan[]> {
  return eventually(() => {
    const trace = spans.filter((span) => span.traceId === traceId)
    const named = new Map(trace.map((span) => [`${span.service} ${span.name}`, span]))
    const titleOf = (id: string) => [...named].find(([, { spanId }]) => spanId === id)?.[0]
    const found = LINE.map(([service, name]) => [
      service,
      name,
      titleOf(named.get(`${service} ${name}`)?.parentId ?? ''),
    ])
    expect(found).toEqual(LINE)
    return Promise.resolve(trace)
  }, 20_000)
}
