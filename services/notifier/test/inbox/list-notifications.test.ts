import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startHouse, type House, type Person } from '@mymacrotracker/all/testing'
import { dayOf, energyExceeded, inboxOf, proteinReached, state } from '../progress-facts.ts'

const DAY_MS = 86_400_000
let house: House
let ann: Person
beforeAll(async () => {
  house = await startHouse()
})
beforeEach(async () => {
  ann = await house.person()
})
afterAll(() => house?.stop())

const markRead = (id: string, person = ann) =>
  house.as('gateway').notifier.inbox.markNotificationRead({ id }, house.call(person))
const countUnread = async (person = ann) =>
  (await house.as('gateway').notifier.inbox.countUnread({}, house.call(person))).count

/** Five, oldest first. */
async function tellFive(person: Person): Promise<string[]> {
  const days = [-1, 0, 1].map((days) => dayOf(house.clock.now() + days * DAY_MS))
  for (const fact of [
    proteinReached(person, days[0]!),
    energyExceeded(person, days[0]!),
    proteinReached(person, days[1]!),
    energyExceeded(person, days[1]!),
    proteinReached(person, days[2]!),
  ])
    await state(house, fact)
  return (await inboxOf(house, person)).notifications.map(({ id }) => id).toReversed()
}

test('pages come newest first, each once, and end without a cursor', async () => {
  const oldestFirst = await tellFive(ann)
  await tellFive(await house.person())
  const first = await inboxOf(house, ann, { limit: 2 })
  const second = await inboxOf(house, ann, { limit: 2, cursor: first.nextCursor })
  const third = await inboxOf(house, ann, { limit: 2, cursor: second.nextCursor })
  expect([first, second, third].map(({ notifications }) => notifications.map(({ id }) => id))).toEqual([
    oldestFirst.slice(3).toReversed(),
    oldestFirst.slice(1, 3).toReversed(),
    oldestFirst.slice(0, 1),
  ])
  expect(third.nextCursor).toBe('')
  expect((await inboxOf(house, ann, { limit: 5 })).nextCursor).toBe('')
})

test('what comes while somebody pages is not in the next page', async () => {
  await tellFive(ann)
  const first = await inboxOf(house, ann, { limit: 3 })
  await state(house, energyExceeded(ann, dayOf(house.clock.now() + DAY_MS)))
  const second = await inboxOf(house, ann, { limit: 3, cursor: first.nextCursor })
  expect(new Set([...first.notifications, ...second.notifications].map(({ id }) => id)).size).toBe(5)
})

test('unread ones can be asked for alone, and counted', async () => {
  const ids = await tellFive(ann)
  await markRead(ids[1]!)
  await markRead(ids[4]!)
  expect((await inboxOf(house, ann, { unreadOnly: true })).notifications.map(({ id }) => id)).toEqual([
    ids[3],
    ids[2],
    ids[0],
  ])
  expect([await countUnread(), await countUnread(await house.person())]).toEqual([3, 0])
})

test('reading twice keeps the first instant', async () => {
  const [id] = await tellFive(ann)
  const first = await markRead(id!)
  house.clock.advance(60_000)
  expect(await markRead(id!)).toEqual(first)
  expect(Math.abs(first.notification!.readAt!.getTime() + 60_000 - house.clock.now())).toBeLessThan(30_000)
  house.clock.set(Date.now())
})

test("another person's notification is answered as a missing one, and stays unread", async () => {
  const [id] = await tellFive(ann)
  const ben = await house.person()
  const failure = (of: string) =>
    markRead(of, ben).then(
      () => 'it succeeded',
      ({ kind, reason, message }: { kind: string; reason: string; message: string }) => ({
        kind,
        reason,
        message,
      }),
    )
  expect(await failure(id!)).toEqual({
    kind: 'not_found',
    reason: 'NOTIFICATION_NOT_FOUND',
    message: 'there is no such notification',
  })
  for (const missing of ['019aa000-0000-7000-8000-000000000000', 'nonsense', '', '\u0000'])
    expect(await failure(missing)).toEqual(await failure(id!))
  expect(await countUnread()).toBe(5)
})

test.each([
  [0, '', 'limit'],
  [501, '', 'limit'],
  [10, 'nonsense', 'cursor'],
  [10, '\u0000', 'cursor'],
])('limit %j with cursor %j is refused with %s named', async (limit, cursor, path) => {
  await expect(inboxOf(house, ann, { limit, cursor })).rejects.toMatchObject({
    kind: 'invalid',
    faults: [{ path }],
  })
})

test('nothing is answered without a token, or to a service that may not ask', async () => {
  await expect(house.as('gateway').notifier.inbox.countUnread({}, house.call())).rejects.toMatchObject({
    kind: 'unauthenticated',
  })
  await expect(house.as('recommender').notifier.inbox.countUnread({}, house.call(ann))).rejects.toMatchObject(
    {
      kind: 'forbidden',
    },
  )
})
