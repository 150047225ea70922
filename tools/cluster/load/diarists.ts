// A few people who keep diaries, for as long as they are told to, and remember what they had been told by a moment: for a restore to it.
//   node tools/cluster/load/diarists.ts --url http://10.77.0.2:8080 [--people 8]
// A line on standard input is a wish (remote-diarists.ts), each is answered by a line of JSON; its end ends everything at once.
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { PASSWORD } from '../../drills/people.ts'
import { auditDiaries } from './audit.ts'
import { anyDeed } from './deeds.ts'
import { insist } from './insist.ts'
import { goBackTo, momentOf } from './moment.ts'
import { joinPerson, keepSignedIn, patiently, type Person } from './person.ts'
import type { Answers } from './remote-diarists.ts'

const TRY_FOR_MS = 30_000
const PAUSE_MS = 150

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    people: { type: 'string', default: '8' },
  },
})
const say = (line: object) => console.log(JSON.stringify(line))
const people: Person[] = []
const faults: string[] = []
let writing: Promise<unknown> = Promise.resolve()
let isHolding = true
let moment = momentOf(people)

const wishes: { [Wish in keyof Answers]: () => Promise<Answers[Wish]> } = {
  async write() {
    isHolding = false
    writing = Promise.all(
      people.map((person) =>
        keepDiary(person).catch((error: unknown) => {
          faults.push(String(error))
        }),
      ),
    )
    return {}
  },
  async hold() {
    isHolding = true
    await writing
    return {}
  },
  async remember() {
    moment = momentOf(people)
    return {}
  },
  async rename() {
    for (const { phone, token } of people)
      await asked(
        200,
        patiently(phone, {
          method: 'PATCH',
          path: '/v1/profile',
          token,
          body: { displayName: `renamed at ${Date.now()}` },
        }),
      )
    return {}
  },
  'go back': async () => goBackTo(moment),
  'sign in': async () => {
    let refused = 0
    for (const person of people) {
      const { status } = await patiently(person.phone, {
        method: 'POST',
        path: '/v1/auth/refresh',
        body: { refreshToken: person.refreshToken },
      })
      if (status === 401) refused++
      const session = await asked(
        200,
        patiently(person.phone, {
          method: 'POST',
          path: '/v1/auth/sign-in',
          body: { email: person.email, password: PASSWORD },
        }),
      )
      const { accessToken, refreshToken } = session as { accessToken: string; refreshToken: string }
      Object.assign(person, { token: accessToken, refreshToken, tokenSince: Date.now() })
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
say({ ready: true })
const input = createInterface({ input: process.stdin }).once('close', () => process.exit(0))
for await (const line of input) {
  const answer = wishes[line as keyof Answers]().catch((error: unknown) => ({ error: String(error) }))
  say(await answer)
}

/** One thing after the other; what was not answered is left alone from then on. */
async function keepDiary(person: Person): Promise<void> {
  while (!isHolding) {
    await keepSignedIn(person)
    const { question, accepts, acknowledge } = anyDeed(person.diary)
    const { ok } = await insist(
      person.phone,
      { ...question, token: person.token },
      { forMs: TRY_FOR_MS, accepts },
    )
    if (ok) acknowledge?.()
    await sleep(PAUSE_MS)
  }
}

async function asked(wanted: number, reply: Promise<{ status: number; body: unknown }>): Promise<unknown> {
  const { status, body } = await reply
  if (status !== wanted) throw new Error(`answered ${status}: ${JSON.stringify(body)}`)
  return body
}
