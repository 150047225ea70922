import { randomBytes } from 'node:crypto'
import { chownSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVICE_NAMES, type ServiceName } from '@mymacrotracker/contracts'
import { masterKeyOf } from '@mymacrotracker/keys'
import { eventually } from '@mymacrotracker/testing'
import { writeCertificates } from '@mymacrotracker/testing/certificates'
import { serviceEnvironments } from '../keys/service-environments.ts'
import { expect, expectNone, type Checks } from '../lib/checks.ts'
import { IMAGES, ROOT, tagOf } from '../lib/services.ts'
import { printTable } from '../lib/table.ts'
import { buildImage, buildShared, pruneLayers } from '../offline/build-image.ts'
import type { Daemon } from '../offline/daemon.ts'
import {
  addressesIn,
  envWords,
  isReady,
  isRunning,
  newAddressBook,
  newPorts,
  startContainer,
  stopContainer,
  untilReady,
  type AddressBook,
  type Ports,
} from './containers.ts'
import { inspectImage } from './inspect-image.ts'
import { smokeTest } from './smoke-test.ts'

interface Row {
  image: string
  megabytes: number
  layers: number
  buildS: number
  readyMs?: number
  stopMs?: number
}
interface Setup {
  daemon: Daemon
  checks: Checks
  rows: Row[]
  env: Record<string, string>
  /** What is one service's alone: its keys, and its role's connection. */
  ownSettings: ReadonlyMap<string, Record<string, string>>
  certificates: string
}
interface ImagesOptions {
  daemon: Daemon
  checks: Checks
  databaseUrl: string
  /** A folder to write to. */
  folder: string
}

/** The user that images run as. */
const USER_ID = 65532

/** Promised for a quiet machine; on a busy one it is only reported. */
const READY_MS = 2000
/** Docker checks health every ten seconds. */
const HEALTHY_WITHIN_MS = 90_000
const LOOK_INSIDE = `
const status = Object.fromEntries(require('fs').readFileSync('/proc/1/status', 'utf8').split('\\n').map((line) => line.split(':\\t')))
let writes = 'yes'
try { require('fs').writeFileSync('/app/x', '') } catch (error) { writes = error.code }
console.log([process.getuid(), status.CapEff, status.CapBnd, status.NoNewPrivs, writes].join(' '))`

/** Builds every image, inspects it, and starts it with the others on a real Postgres. */
export async function testImages({ daemon, checks, databaseUrl, folder }: ImagesOptions): Promise<void> {
  const masterKey = randomBytes(32)
  const env = { DATABASE_URL: databaseUrl, MASTER_KEY: masterKey.toString('base64') }
  const ownSettings = serviceEnvironments(masterKeyOf(masterKey), {
    database: databaseUrl,
    busInPostgres: true,
  })
  const setup: Setup = {
    daemon,
    checks,
    rows: [],
    env,
    ownSettings,
    certificates: await makeCertificates(join(folder, 'certs')),
  }
  console.log('\nbuild')
  await checks.that("the pnpm of the Dockerfile is the repository's", () => {
    const [here, there] = ['Dockerfile', 'tools/run.mjs'].map(
      (path) => /pnpm@[\d.]+/.exec(readFileSync(join(ROOT, path), 'utf8'))?.[0],
    )
    expect(here === there, `${here} is not ${there}`)
  })
  const isBuilt = await checks.that('what all share', () => `${buildShared(daemon).toFixed(1)} s`)
  if (!isBuilt) return
  for (const image of IMAGES) await build(setup, image)
  pruneLayers(daemon)
  console.log('\nthe seven apart')
  await startSeven(setup)
  console.log('\nall in one')
  await startAll(setup)
  console.log('')
  printTable(
    ['image', 'MB', 'layers', 'build s', 'ready ms', 'stop ms'],
    setup.rows.map(({ image, ...figures }) => [image, ...COLUMNS.map((name) => whole(figures[name]))]),
  )
}

async function build({ daemon, checks, rows }: Setup, image: string): Promise<void> {
  await checks.that(image, () => {
    const buildS = buildImage(daemon, image)
    const { megabytes, layers, faults } = inspectImage(daemon, image)
    rows.push({ image, megabytes, layers, buildS })
    expectNone(faults)
    return `${megabytes} MB after ${buildS.toFixed(1)} s`
  })
}

async function startSeven(setup: Setup): Promise<void> {
  const { daemon, checks } = setup
  const book = await newAddressBook()
  const started = new Map<string, string>()
  await checks.that('a service whose database has no schema yet waits, and stops when asked', () =>
    waitsAndStops(setup, book),
  )
  const isMigrated = await checks.that('the schemas come from the images', () => {
    for (const service of SERVICE_NAMES.filter((each) => each !== 'gateway'))
      daemon.docker`run --rm --read-only --network host ${envWords({ ...envOf(setup, service, book), DATABASE_URL: setup.env['DATABASE_URL']! })} ${tagOf(service)} dist/main.js migrate`
  })
  if (!isMigrated) return
  for (const service of SERVICE_NAMES) {
    await checks.that(`${service} is ready`, async () => {
      const startedAt = performance.now()
      const container = startContainer(daemon, {
        image: service,
        env: envOf(setup, service, book),
        mount: `${setup.certificates}:/certs:ro`,
      })
      started.set(service, container)
      await untilReady(daemon, container, book[service].admin)
      return noteReady(setup, service, performance.now() - startedAt)
    })
  }
  await checks.that("seven containers, each with its certificate, carry a person's day", () =>
    smokeTest(`http://127.0.0.1:${book.gateway.http}`),
  )
  for (const [service, container] of started)
    await checks.that(`${service} is confined`, () => isConfined(daemon, container))
  await checks.that('docker sees all seven healthy', () =>
    eventually(() => {
      for (const [service, container] of started)
        expect(
          daemon.docker`inspect --format {{.State.Health.Status}} ${container}` === 'healthy',
          `${service} is not healthy`,
        )
    }, HEALTHY_WITHIN_MS),
  )
  for (const [service, container] of [...started].reverse())
    await checks.that(`${service} stops`, () => stops(setup, service, container))
}

async function startAll(setup: Setup): Promise<void> {
  const { daemon, checks, env } = setup
  const ports = await newPorts()
  let container = ''
  await checks.that('all is ready', async () => {
    const startedAt = performance.now()
    container = startContainer(daemon, { image: 'all', env: { ...env, ...portsIn(ports) } })
    await untilReady(daemon, container, ports.admin)
    return noteReady(setup, 'all', performance.now() - startedAt)
  })
  await checks.that("one container carries a person's day", () => smokeTest(`http://127.0.0.1:${ports.http}`))
  await checks.that('all is confined', () => isConfined(daemon, container))
  await checks.that('all stops', () => stops(setup, 'all', container))
}

/** Process 1 of a container ignores signals without a handler: stopping must work before it is ready, too. */
async function waitsAndStops(setup: Setup, book: AddressBook): Promise<string> {
  const { daemon } = setup
  const container = startContainer(daemon, {
    image: 'auth',
    env: envOf(setup, 'auth', book),
    mount: `${setup.certificates}:/certs:ro`,
  })
  await sleep(3000)
  expect(!(await isReady(book.auth.admin)), 'ready without a schema')
  expect(isRunning(daemon, container), 'it has ended')
  const { exitCode, tookMs, log } = stopContainer(daemon, container)
  expect(exitCode !== 137, `it had to be killed after ${tookMs} ms: ${log.slice(-300)}`)
  return `gone after ${tookMs} ms`
}

function isConfined(daemon: Daemon, container: string): string {
  const seen = daemon.docker`exec ${container} node -e ${LOOK_INSIDE}`
  const [uid, effective, bounding, noNewPrivileges, writes] = seen.split(' ')
  expect(uid === String(USER_ID), `user ${uid}`)
  expect(/^0+$/.test(effective!) && /^0+$/.test(bounding!), `capabilities ${effective} of ${bounding}`)
  expect(noNewPrivileges === '1', 'may gain privileges')
  expect(writes === 'EROFS', `writing into the image: ${writes}`)
  return `user ${uid}, no capability, read-only`
}

function stops({ daemon, rows }: Setup, image: string, container: string): string {
  const { exitCode, tookMs, log } = stopContainer(daemon, container)
  expect(exitCode === 0, `exit code ${exitCode} after ${tookMs} ms: ${log.slice(-500)}`)
  rows.find((row) => row.image === image)!.stopMs = tookMs
  return `exit code 0 after ${tookMs} ms`
}

function noteReady({ rows }: Setup, image: string, readyMs: number): string {
  rows.find((row) => row.image === image)!.readyMs = readyMs
  return `${Math.round(readyMs)} ms${readyMs > READY_MS ? `, more than the ${READY_MS} promised for a quiet machine` : ''}`
}

function envOf({ ownSettings }: Setup, service: ServiceName, book: AddressBook): Record<string, string> {
  const certificate = {
    TLS_CA: '/certs/ca.crt',
    TLS_CERT: `/certs/${service}.crt`,
    TLS_KEY: `/certs/${service}.key`,
  }
  return {
    ...ownSettings.get(service),
    ...certificate,
    ...addressesIn(book),
    ...portsIn(book[service]),
    RPC_PORT: String(book[service].rpc),
  }
}

/** One for each service, readable by the images' user, as a secret's files are in a pod. */
async function makeCertificates(folder: string): Promise<string> {
  await writeCertificates({
    folder,
    processes: SERVICE_NAMES.map((name) => ({ name, modules: [name] })),
    days: 1,
  })
  for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))])
    chownSync(path, USER_ID, USER_ID)
  return folder
}

function portsIn({ admin, http }: Ports): Record<string, string> {
  return { ADMIN_PORT: String(admin), ADMIN_HOST: '127.0.0.1', RPC_HOST: '127.0.0.1', PORT: String(http) }
}

const COLUMNS = ['megabytes', 'layers', 'buildS', 'readyMs', 'stopMs'] as const
const whole = (value: number | undefined) => (value === undefined ? '-' : String(Math.round(value)))
