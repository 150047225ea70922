// Prints figures beside those of their baselines, from one run on one Postgres. The ratios matter, not the machine.   npm run bench -- [--short] [--foods <folder>]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort } from '@mymacrotracker/testing'
import { execaSync } from 'execa'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { drain } from '../drills/audit.ts'
import { newFolder, removeFolder } from '../lib/folders.ts'
import { credentialsOf, signUp, type Person } from '../lib/person.ts'
import { createPhone } from '../lib/phone.ts'
import { Server, ownerUrlOf } from '../lib/server.ts'
import { ROOT } from '../lib/services.ts'
import { idleMemoryMb, measure, median, memoryMb, type Figures, type Load } from './measure.ts'

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    foods: { type: 'string', default: join(ROOT, '../shared/data/usda-sr') },
  },
})
const SECONDS = values.short ? 4 : 10
const ROUNDS = values.short ? 1 : 3
const CONNECTIONS = 16
/** Enough that concurrent writes are rarely of the same person, as in reality. */
const PEOPLE = 64
const QUERIES = [
  'chiken brest',
  'greek yog',
  'egg',
  'milk 2%',
  'brown rice',
  'banana',
  'peanut butter',
  'salmon',
  'oat',
  'olive oil',
  'brocoli',
  'cheddar chese',
  'whole wheat bread',
  'tomatoe',
  'black beans',
  'apple raw',
]

const rows: string[][] = []
const row = (...cells: string[]) => {
  rows.push(cells)
  console.log(cells.join('  |  '))
}
const say = (text: string) => console.error(`· ${text}`)
const dataDir = newFolder('bench')
const server = await Server.create({ dataDir, env: { MAX_IN_FLIGHT: '1000' } })
let express: ReturnType<typeof spawn> | undefined

try {
  const cold = await server.start()
  await server.stop()
  const warm = await server.start()
  row('start, cold database', `${Math.round(cold.tookMs)} ms`, 'aim ≤ 4000 ms')
  row('start, warm', `${Math.round(warm.tookMs)} ms`, 'aim ≤ 2000 ms')
  row('memory, idle, all seven', `${Math.round(await idleMemoryMb(server.pid))} MB`, 'aim ≤ 350 MB')
  const foods = existsSync(values.foods) ? importFoods() : 'starter catalogue only (no USDA folder)'

  const ownerUrl = await ownerUrlOf(dataDir)
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  await client.query(
    'create table bench_entries (id uuid primary key, user_id uuid not null, body jsonb not null); create table bench_facts (event_id uuid primary key, key uuid not null, body jsonb not null)',
  )
  const people = await signUpAll()
  const person = (n: number) => people[n % people.length]!
  const dayOf = (at: number) => new Date(Date.UTC(2026, 0, 1 + (at % 365))).toISOString().slice(0, 10)
  const entry = (n: number) => ({
    id: uuidv7(),
    date: dayOf(n),
    meal: 'lunch',
    foodId,
    amount: { grams: 100 + (n % 50) },
  })
  const { phone } = people[0]!
  const { items } = await phone.get<{ items: { id: string }[] }>('/v1/foods?query=banana&limit=1')
  const foodId = items[0]!.id
  const keySet = await phone.get<object>('/.well-known/jwks.json')
  const expressUrl = await startExpress(ownerUrl, JSON.stringify(keySet))

  const load = (more: Pick<Load, 'url' | 'pid' | 'request'>): Promise<Figures> =>
    measure({ connections: CONNECTIONS, seconds: SECONDS, ...more })
  const writes = () =>
    load({
      url: server.url,
      pid: server.pid,
      request: (n) => ({
        method: 'POST',
        path: '/v1/diary/entries',
        body: entry(n),
        token: person(n).phone.token!,
      }),
    })
  const bare = (path: string) =>
    load({
      url: expressUrl,
      pid: express!.pid!,
      request: (n) => ({ method: 'POST', path, body: entry(n), token: person(n).phone.token! }),
    })

  say('warming up')
  for (const run of [writes, () => bare('/two'), () => bare('/one')]) await run()
  await drain(client)
  const runs = { ours: [] as Figures[], two: [] as Figures[], one: [] as Figures[] }
  const drains: number[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    say(`diary writes, round ${round} of ${ROUNDS}`)
    runs.two.push(await bare('/two'))
    runs.ours.push(await writes())
    drains.push((await drain(client)) ?? Infinity)
    runs.one.push(await bare('/one'))
  }
  const [ours, two, one] = [median(runs.ours), median(runs.two), median(runs.one)]
  figures('diary writes, whole stack, durable', ours)
  figures('Express, same token check, two INSERTs', two)
  figures('bare Express, one INSERT', one)
  row('ratio to two INSERTs, requests/s', percent(ours.perSecond / two.perSecond), 'aim ≥ 70 %')
  row('ratio to one INSERT, requests/s', percent(ours.perSecond / one.perSecond), 'printed')
  row('ratio to two INSERTs, writes per CPU-second', percent(ours.perCpuSecond / two.perCpuSecond), 'printed')
  row('backlog of facts drained after', `${Math.max(...drains)} ms`, 'aim ≤ 60000 ms')

  say('reads, search, sign-in')
  figures(
    'day reads',
    await load({
      url: server.url,
      pid: server.pid,
      request: (n) => ({
        method: 'GET',
        path: `/v1/diary/days/2026-09-${String(1 + (n % 28)).padStart(2, '0')}`,
        token: person(n).phone.token!,
      }),
    }),
  )
  const search = await load({
    url: server.url,
    pid: server.pid,
    request: (n) => ({
      method: 'GET',
      path: `/v1/foods?limit=10&query=${encodeURIComponent(QUERIES[n % QUERIES.length]!)}`,
      token: person(n).phone.token!,
    }),
  })
  figures(`food search, ${CONNECTIONS} callers, ${foods}`, search)
  figures(
    'sign-in (argon2id 19 MiB, t=2)',
    await measure({
      url: server.url,
      connections: 4,
      seconds: SECONDS,
      pid: server.pid,
      request: (n) => ({
        method: 'POST',
        path: '/v1/auth/sign-in',
        body: credentialsOf(person(n)),
      }),
    }),
  )
  row('memory after all this', `${Math.round(memoryMb(server.pid))} MB`, 'printed')
  await client.end()
  console.log(`\n${markdown()}`)
} finally {
  express?.kill()
  await server.stop()
  removeFolder(dataDir)
}

function figures(name: string, { perSecond, p50Ms, p99Ms, perCpuSecond, refused, total }: Figures): void {
  row(
    name,
    `${perSecond.toFixed(0)}/s`,
    `p50 ${p50Ms} ms, p99 ${p99Ms} ms, ${perCpuSecond.toFixed(0)} per CPU-second of the Node process, ${total} answered${refused > 0 ? `, ${refused} REFUSED` : ''}`,
  )
}

/** A few at a time: hashing a password is slow on purpose. */
async function signUpAll(): Promise<Person[]> {
  const people: Person[] = []
  while (people.length < PEOPLE) {
    const some = Array.from({ length: 4 }, () => signUp(createPhone(server.url), 'bench'))
    people.push(...(await Promise.all(some)))
  }
  return people
}

function importFoods(): string {
  say('importing the USDA foods')
  execaSync({
    env: { DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  })`${process.execPath} ${join(ROOT, 'services/all/dist/foods-import.js')} --source usda-sr --path ${values.foods}`
  return '8,793 foods'
}

async function startExpress(ownerUrl: string, keySet: string): Promise<string> {
  const port = await freePort()
  express = spawn(process.execPath, [join(import.meta.dirname, 'express-server.ts')], {
    env: { ...process.env, BENCH_DATABASE_URL: ownerUrl, BENCH_KEY_SET: keySet, BENCH_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(express.stdout!, 'data')
  return `http://127.0.0.1:${port}`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}

function markdown(): string {
  const machine = `${cpus().length} cores, ${cpus()[0]!.model.trim()}, Node ${process.version}; ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s, medians`
  return [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${machine}.`,
    '',
    '| what | figure | beside |',
    '|---|---|---|',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n')
}
