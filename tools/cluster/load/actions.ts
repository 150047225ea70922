import { v7 as uuidv7 } from 'uuid'
import type { PhoneRequest } from '../../lib/phone.ts'
import type { Ledger } from './ledger.ts'

/** One thing a person does with the phone. */
export interface Action {
  kind: string
  isWrite: boolean
  request: PhoneRequest
  accepts(status: number, isRetry: boolean): boolean
  /** Called when the answer was accepted. */
  acknowledge?(): void
}

export interface Diary {
  days: readonly string[]
  entries: Ledger
  weights: Ledger
}

const WORDS = ['egg', 'oats', 'bread', 'chicken', 'rice', 'banan', 'yoghurt', 'cheese', 'aple', 'milk']

/** Kinds of actions, each with its share in percent. */
const MIX: readonly (readonly [number, (diary: Diary) => Action])[] = [
  [20, () => read('today', '/v1/today')],
  [14, ({ days }) => read('day', `/v1/diary/days/${anyOf(days)}`)],
  [10, () => read('foods', `/v1/foods?query=${anyOf(WORDS)}&limit=5`)],
  [8, () => read('profile', '/v1/profile')],
  [8, () => read('weights', '/v1/weights')],
  [24, log],
  [4, weigh],
  [8, edit],
  [4, remove],
]

export function anyAction(diary: Diary): Action {
  let left = Math.random() * MIX.reduce((sum, [share]) => sum + share, 0)
  return MIX.find(([share]) => (left -= share) < 0)![1](diary)
}

function read(kind: string, path: string): Action {
  return { kind, isWrite: false, request: { method: 'GET', path }, accepts: (status) => status === 200 }
}

function log({ days, entries }: Diary): Action {
  const [id, date, energyKcal] = [uuidv7(), anyOf(days), anyFigure()]
  return {
    kind: 'log',
    isWrite: true,
    accepts: isMade,
    acknowledge: entries.add(id, date, energyKcal),
    request: {
      method: 'POST',
      path: '/v1/diary/entries',
      key: id,
      body: { id, date, meal: 'snack', ...bite(energyKcal) },
    },
  }
}

function weigh({ days, weights }: Diary): Action {
  const [id, date, weightKg] = [uuidv7(), anyOf(days.slice(1)), 60 + anyFigure() / 100]
  return {
    kind: 'weigh',
    isWrite: true,
    accepts: isMade,
    acknowledge: weights.add(id, date, weightKg),
    request: {
      method: 'POST',
      path: '/v1/weights',
      key: id,
      body: { id, measuredAt: `${date}T12:00:00Z`, weightKg },
    },
  }
}

function edit(diary: Diary): Action {
  const entry = diary.entries.take()
  if (!entry) return log(diary)
  const energyKcal = anyFigure()
  return {
    kind: 'edit',
    isWrite: true,
    accepts: (status) => status === 200,
    acknowledge: diary.entries.change(entry, energyKcal),
    request: { method: 'PATCH', path: `/v1/diary/entries/${entry.id}`, body: bite(energyKcal) },
  }
}

/** A deletion whose answer was lost gets 404 the second time: it holds all the same. */
function remove(diary: Diary): Action {
  const entry = diary.entries.take()
  if (!entry) return log(diary)
  return {
    kind: 'remove',
    isWrite: true,
    accepts: (status, isRetry) => status === 204 || (isRetry && status === 404),
    acknowledge: diary.entries.remove(entry),
    request: { method: 'DELETE', path: `/v1/diary/entries/${entry.id}` },
  }
}

const isMade = (status: number): boolean => status === 201 || status === 200
const bite = (energyKcal: number) => ({ name: 'bite', nutrients: { energyKcal, proteinG: 3 } })
const anyFigure = (): number => 1 + Math.floor(Math.random() * 3000)

function anyOf<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)]!
}
