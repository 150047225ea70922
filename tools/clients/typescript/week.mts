// A week of use through the generated client, against the server in the first argument.
import { randomUUID } from 'node:crypto'
import process from 'node:process'
import * as api from '../../../.cache/clients/typescript/api.ts'

let [passed, failed] = [0, 0]

function check(title: string, isTrue: boolean): void {
  if (isTrue) passed++
  else failed++
  console.log(`  ${isTrue ? 'ok   ' : 'FAIL '} ${title}`)
}

/** The data of an answer that has the status; otherwise the run ends here. */
function expectStatus<A extends { status: number; data: unknown }, S extends A['status']>(
  answer: A,
  ...statuses: S[]
): Extract<A, { status: S }>['data'] {
  if (!(statuses as number[]).includes(answer.status))
    throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.data)}`)
  return answer.data as Extract<A, { status: S }>['data']
}

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

Object.assign(globalThis, { baseUrl: process.argv[2] })
const session = expectStatus(
  await api.signUp({ email: `${randomUUID()}@example.com`, password: 'seven green lentils' }),
  201,
)
const headers = { authorization: `Bearer ${session.accessToken}` }
const me = { headers }

const food = expectStatus(
  await api.createOwnFood(
    {
      name: 'Lentil spread',
      per100: { basis: 'g', nutrients: { energyKcal: 180, proteinG: 9, carbohydrateG: 16, fatG: 8 } },
      portions: [{ name: 'tablespoon', grams: 20 }],
    },
    me,
  ),
  201,
)
expectStatus(await api.updateProfile({ timeZone: 'UTC', heightCm: 180 }, me), 200)

for (let daysAgo = 6; daysAgo >= 0; daysAgo--) {
  const date = day(daysAgo)
  const log = async (entry: api.NewEntry) => expectStatus(await api.recordEntry(entry, me), 201)
  const byGrams = await log({ meal: 'breakfast', date, foodId: food.id, amount: { grams: 60 } })
  const byPortion = await log({
    meal: 'lunch',
    date,
    foodId: food.id,
    amount: { portion: 'tablespoon', count: 2 },
  })
  const quick = await log({ meal: 'dinner', date, name: 'Canteen soup', nutrients: { energyKcal: 320 } })
  if (daysAgo > 0) continue
  check(
    'logged by grams',
    byGrams.amount !== undefined && 'grams' in byGrams.amount && byGrams.amount.grams === 60,
  )
  check(
    'logged by portion',
    byPortion.amount !== undefined && 'portion' in byPortion.amount && byPortion.grams === 40,
  )
  check('quick add', quick.foodId === undefined && quick.nutrients.energyKcal === 320)
  const ifMatch = { headers: { ...headers, 'if-match': `"${byGrams.version}"` } }
  const changed = expectStatus(await api.updateEntry(byGrams.id, { amount: { grams: 90 } }, ifMatch), 200)
  check('patched', changed.grams === 90 && changed.version > byGrams.version)
  const stale = expectStatus(await api.updateEntry(byGrams.id, { meal: 'lunch' }, ifMatch), 412)
  check('a stale version is refused', stale.code === 'VERSION_MISMATCH')
  check('deleted', (await api.deleteEntry(quick.id, me)).status === 204)
}

const today = expectStatus(await api.getDay(day(0), me), 200)
check('the day has its totals', today.entries.length === 2 && today.totals.energyKcal === 234)
const days = expectStatus(await api.listDays({ from: day(6), to: day(0) }, me), 200)
check('the week has seven days', days.items.length === 7)
const inbox = expectStatus(await api.listNotifications({ limit: 1 }, me), 200)
check('the inbox is paged', inbox.items.length <= 1)
expectStatus(await api.recordWeight({ measuredAt: new Date().toISOString(), weightKg: 80 }, me), 200, 201)
check('the home screen', expectStatus(await api.getToday(me), 200).date === day(0))

const wrong = expectStatus(
  await api.recordEntry(
    { meal: 'lunch', foodId: food.id, amount: { grams: 0 } },
    { headers: { ...headers, 'accept-language': 'de' } },
  ),
  400,
)
check('a fault names field and limit', wrong.params?.field === 'amount.grams' && wrong.params.max === 20_000)
check('the title is German', wrong.title === 'Bitte prüfe deine Eingabe')
check(
  'nobody else sees an entry',
  expectStatus(await api.getEntry(randomUUID(), me), 404).code === 'ENTRY_NOT_FOUND',
)

console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
