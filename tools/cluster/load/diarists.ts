// A few people who keep diaries until asked to pause, and can take a snapshot of what was acknowledged, for a restore to it.
//   node tools/cluster/load/diarists.ts --url http://10.77.0.2:8080 [--people 8]
// Each line on standard input is an action (remote-diarists.ts), answered by a line of JSON; the end of the input ends it at once.
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { patiently, refresh, signIn } from '../../lib/person.ts'
import { Refused } from '../../lib/phone.ts'
import { retry } from '../../lib/retry.ts'
import { anyAction } from './actions.ts'
import { auditDiaries } from './audit.ts'
import { joinPerson, keepSignedIn, type Person } from './person.ts'
import type { Results } from './remote-diarists.ts'
import { goBackTo, snapshotOf } from './snapshot.ts'

const RETRY_FOR_MS = 30_000
const PAUSE_MS = 150

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    people: { type: 'string', default: '8' },
  },
})
const print = (line: object) => console.log(JSON.stringify(line))
const people: Person[] = []
const faults: string[] = []
let writing: Promise<unknown> = Promise.resolve()
let isPaused = true
let snapshot = snapshotOf(people)

const actions: { [Action in keyof Results]: () => Promise<Results[Action]> } = {
  async write() {
    isPaused = false
    const keepingDiaries = people.map((person) =>
      keepDiary(person).catch((error: unknown) => faults.push(String(error))),
    )
    writing = Promise.all(keepingDiaries)
    return {}
  },
  async pause() {
    isPaused = true
    await writing
    return {}
  },
  async snapshot() {
    snapshot = snapshotOf(people)
    return {}
  },
  async rename() {
    const body = { displayName: `renamed at ${Date.now()}` }
    for (const { phone } of people) await patiently(phone, { method: 'PATCH', path: '/v1/profile', body })
    return {}
  },
  'go back': async () => goBackTo(snapshot),
  'sign in': async () => {
    let refused = 0
    for (const person of people) {
      await refresh(person).catch((error: unknown) => {
        if (error instanceof Refused && error.reply.status === 401) refused++
      })
      await signIn(person)
      person.tokenSince = Date.now()
    }
    return { people: people.length, refused }
  },
  async audit() {
    for (const person of people) await keepSignedIn(person)
    const { lines, faults: found } = await auditDiaries(people)
    return { lines, faults: [...found, ...faults] }
  },
}

for (let at = 0; at < Number(values.people); at++) people.push(await joinPerson([values.url], at))
print({ ready: true })
const input = createInterface({ input: process.stdin }).once('close', () => process.exit(0))
for await (const line of input) {
  const result = actions[line as keyof Results]().catch((error: unknown) => ({ error: String(error) }))
  print(await result)
}

/** One action after another; an item whose write got no answer is left alone from then on. */
async function keepDiary(person: Person): Promise<void> {
  while (!isPaused) {
    await keepSignedIn(person)
    const { request, accepts, acknowledge } = anyAction(person.diary)
    const { ok } = await retry(person.phone, request, { forMs: RETRY_FOR_MS, accepts })
    if (ok) acknowledge?.()
    await sleep(PAUSE_MS)
  }
}
