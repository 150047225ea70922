import { v7 as uuidv7 } from 'uuid'
import type { Api, Day, Entry, Food } from './api.ts'
import { search, type LoggedWeek } from './log-week.ts'
import { OWN_FOOD, QUICK_ADD } from './week.ts'

/** What was done, and the statuses of the answers. */
export interface Trick {
  name: string
  summary: string
  statuses: readonly number[]
}

/** What a phone does besides logging: own foods and barcodes, lost answers, corrections. Each result is verified. */
export async function phoneTricks(api: Api, { days, today }: LoggedWeek): Promise<Trick[]> {
  const date = days.at(-1)!
  const quickAdd = {
    name: 'quick add',
    summary: `"${QUICK_ADD.name}": ${QUICK_ADD.nutrients.energyKcal} kcal, no food looked up`,
    statuses: [201],
  }
  return [
    quickAdd,
    await ownFood(api, date),
    await retry(api, date),
    await edit(api, today.at(-1)!.body),
    await mistake(api, date),
  ]
}

async function ownFood(api: Api, date: string): Promise<Trick> {
  const made = await api.call<Food>('POST', '/v1/foods', { body: { id: uuidv7(), ...OWN_FOOD } })
  const scanned = await api.call<Food>('GET', `/v1/foods/barcode/${OWN_FOOD.barcode}`)
  expect(scanned.body.id === made.body.id, 'the barcode finds the food that was just made')
  const body = {
    id: uuidv7(),
    date,
    meal: 'snack',
    foodId: scanned.body.id,
    amount: { portion: '1 pot', count: 1 },
  }
  const logged = await api.call<Entry>('POST', '/v1/diary/entries', { body })
  return {
    name: 'own food',
    summary: `"${OWN_FOOD.name}" kept; barcode ${OWN_FOOD.barcode} scanned; 1 pot (${logged.body.grams} g) logged`,
    statuses: [made.status, scanned.status, logged.status],
  }
}

async function retry(api: Api, date: string): Promise<Trick> {
  const food = await search(api, 'carots raw')
  const body = { id: uuidv7(), date, meal: 'snack', foodId: food.id, amount: { grams: 61 } }
  const first = await api.call<Entry>('POST', '/v1/diary/entries', { body })
  const again = await api.call<Entry>('POST', '/v1/diary/entries', { body })
  const { entries } = await api.get<Day>(`/v1/diary/days/${date}`)
  const copies = entries.filter(({ foodId }) => foodId === food.id).length
  expect(again.status === 200 && copies === 1, 'an entry that is sent twice with the same id is stored once')
  return {
    name: 'retry',
    summary: `the answer was lost, so the same entry was sent again: stored once`,
    statuses: [first.status, again.status],
  }
}

async function edit(api: Api, { id, version, name, grams = 100 }: Entry): Promise<Trick> {
  const half = Math.round(grams / 2)
  const ifMatch = `"${version}"`
  const edited = await api.call<Entry>('PATCH', `/v1/diary/entries/${id}`, {
    body: { amount: { grams: half } },
    ifMatch,
  })
  const stale = await api.call('PATCH', `/v1/diary/entries/${id}`, {
    body: { amount: { grams: 1 } },
    ifMatch,
    refusal: 412,
  })
  const now = await api.get<Entry>(`/v1/diary/entries/${id}`)
  expect(
    edited.body.grams === half && stale.status === 412 && now.grams === half,
    'an edit of an old version changes nothing',
  )
  return {
    name: 'edit',
    summary: `${name}: ${grams} g to ${half} g; a device with the old version is refused`,
    statuses: [edited.status, stale.status],
  }
}

async function mistake(api: Api, date: string): Promise<Trick> {
  const food = await search(api, 'croisant')
  const {
    status,
    body: { id },
  } = await api.call<Entry>('POST', '/v1/diary/entries', {
    body: { date, meal: 'breakfast', foodId: food.id, amount: { grams: 57 } },
  })
  const deleted = await api.call('DELETE', `/v1/diary/entries/${id}`)
  const { entries } = await api.get<Day>(`/v1/diary/days/${date}`)
  expect(
    entries.every((each) => each.id !== id),
    'a deleted entry is not in its day',
  )
  return {
    name: 'delete',
    summary: `"${food.name}" was not eaten after all: out of the diary`,
    statuses: [status, deleted.status],
  }
}

function expect(holds: boolean, promise: string): void {
  if (!holds) throw new Error(`a promise was not kept: ${promise}`)
}
