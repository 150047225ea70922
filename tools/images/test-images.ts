import { randomBytes } from 'node:crypto'
import { chownSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '@mymacrotracker/testing'
import { writeCertificates } from '../certs/write-certificates.ts'
import { buildImage, buildShared, forgetOldLayers } from './build-image.ts'
import { expect, type Checks } from './checks.ts'
import {
  addressesIn,
  isReady,
  newAddressBook,
  newPorts,
  startContainer,
  stopContainer,
  untilReady,
  type AddressBook,
  type Ports,
} from './containers.ts'
import type { Daemon } from './daemon.ts'
import { inspectImage } from './inspect-image.ts'
import { IMAGES, ROOT, SEVEN, tagOf } from './services.ts'
import { tellDay } from './tell-day.ts'

interface Row {
  image: string
  megabytes: number
  layers: number
  buildS: number
  readyMs?: number
  stopMs?: number
}
interface World {
  daemon: Daemon
  checks: Checks
  rows: Row[]
  env: Record<string, string>
  certificates: string
}
interface ImagesOptions {
  daemon: Daemon
  checks: Checks
  databaseUrl: string
  /** A folder to write to. */ folder: string
}

/** The user that images run as. */
const USER_ID = 65532

/** Promised for a quiet machine; a busy one is only told about it. */
const READY_MS = 2000
/** Docker's own check of health asks every ten seconds. */
const HEALTHY_WITHIN_MS = 90_000
const LOOK_INSIDE = `
const status = Object.fromEntries(require('fs').readFileSync('/proc/1/status', 'utf8').split('\\n').map((line) => line.split(':\\t')))
let writes = 'yes'
try { require('fs').writeFileSync('/app/x', '') } catch (error) { writes = error.code }
console.log([process.getuid(), status.CapEff, status.CapBnd, status.NoNewPrivs, writes].join(' '))`

/** Builds every image, looks into it, and starts it beside the others on a real Postgres. */
export async function testImages({ daemon, checks, databaseUrl, folder }: ImagesOptions): Promise<void> {
  const env = { DATABASE_URL: databaseUrl, MASTER_KEY: randomBytes(32).toString('base64') }
  const world: World = {
    daemon,
    checks,
    rows: [],
    env,
    certificates: makeCertificates(join(folder, 'certs')),
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
  for (const image of IMAGES) await build(world, image)
  forgetOldLayers(daemon)
  console.log('\nthe seven apart')
  await startSeven(world)
  console.log('\nall in one')
  await startAll(world)
  console.log(`\n${table(world.rows)}`)
}

async function build({ daemon, checks, rows }: World, image: string): Promise<void> {
  await checks.that(image, () => {
    const buildS = buildImage(daemon, image)
    const { megabytes, layers, faults } = inspectImage(daemon, image)
    rows.push({ image, megabytes, layers, buildS })
    expect(faults.length === 0, faults.join('; '))
    return `${megabytes} MB after ${buildS.toFixed(1)} s`
  })
}

async function startSeven(world: World): Promise<void> {
  const { daemon, checks } = world
  const book = await newAddressBook()
  const started = new Map<string, string>()
  await checks.that('a service whose database has no schema yet waits, and goes when it is told', () =>
    waitsAndGoes(world, book),
  )
  const isMigrated = await checks.that('the schemas come from the images', () => {
    for (const service of SEVEN.slice(0, -1))
      daemon.docker(
        'run',
        '--rm',
        '--read-only',
        '--network',
        'host',
        ...words(envOf(world, service, book)),
        tagOf(service),
        'dist/main.js',
        'migrate',
      )
  })
  if (!isMigrated) return
  for (const service of SEVEN) {
    await checks.that(`${service} is ready`, async () => {
      const startedAt = performance.now()
      const container = startContainer(daemon, {
        image: service,
        env: envOf(world, service, book),
        mount: `${world.certificates}:/certs:ro`,
      })
      started.set(service, container)
      await untilReady(daemon, container, book[service].admin)
      return noteReady(world, service, performance.now() - startedAt)
    })
  }
  await checks.that("seven containers, each with its certificate, tell a person's day", () =>
    tellDay(`http://127.0.0.1:${book.gateway.http}`),
  )
  for (const [service, container] of started)
    await checks.that(`${service} is confined`, () => isConfined(daemon, container))
  await checks.that('docker sees all seven healthy', () =>
    eventually(() => {
      for (const [service, container] of started)
        expect(
          daemon.docker('inspect', '--format', '{{.State.Health.Status}}', container) === 'healthy',
          `${service} is not healthy`,
        )
    }, HEALTHY_WITHIN_MS),
  )
  for (const [service, container] of [...started].reverse())
    await checks.that(`${service} stops`, () => stops(world, service, container))
}

async function startAll(world: World): Promise<void> {
  const { daemon, checks, env } = world
  const ports = await newPorts()
  let container = ''
  await checks.that('all is ready', async () => {
    const startedAt = performance.now()
    container = startContainer(daemon, { image: 'all', env: { ...env, ...portsIn(ports) } })
    await untilReady(daemon, container, ports.admin)
    return noteReady(world, 'all', performance.now() - startedAt)
  })
  await checks.that("one container tells a person's day", () => tellDay(`http://127.0.0.1:${ports.http}`))
  await checks.that('all is confined', () => isConfined(daemon, container))
  await checks.that('all stops', () => stops(world, 'all', container))
}

/** Process 1 of a container ignores a signal that it has no handler for: being told must work before it is ready, too. */
async function waitsAndGoes(world: World, book: AddressBook): Promise<string> {
  const { daemon } = world
  const container = startContainer(daemon, {
    image: 'auth',
    env: envOf(world, 'auth', book),
    mount: `${world.certificates}:/certs:ro`,
  })
  await new Promise((resolve) => setTimeout(resolve, 3000))
  expect(!(await isReady(book.auth.admin)), 'ready without a schema')
  expect(daemon.docker('inspect', '--format', '{{.State.Running}}', container) === 'true', 'it has ended')
  const { exitCode, tookMs, log } = stopContainer(daemon, container)
  expect(
    exitCode !== 137,
    `it was told to stop and had to be killed after ${Math.round(tookMs)} ms: ${log.slice(-300)}`,
  )
  return `gone after ${Math.round(tookMs)} ms`
}

function isConfined(daemon: Daemon, container: string): string {
  const [uid, effective, bounding, noNewPrivileges, writes] = daemon
    .docker('exec', container, 'node', '-e', LOOK_INSIDE)
    .split(' ')
  expect(uid === String(USER_ID), `user ${uid}`)
  expect(/^0+$/.test(effective!) && /^0+$/.test(bounding!), `capabilities ${effective} of ${bounding}`)
  expect(noNewPrivileges === '1', 'may gain privileges')
  expect(writes === 'EROFS', `writing into the image: ${writes}`)
  return `user ${uid}, no capability, read-only`
}

function stops({ daemon, rows }: World, image: string, container: string): string {
  const { exitCode, tookMs, log } = stopContainer(daemon, container)
  expect(exitCode === 0, `exit code ${exitCode} after ${Math.round(tookMs)} ms: ${log.slice(-500)}`)
  rows.find((row) => row.image === image)!.stopMs = tookMs
  return `exit code 0 after ${Math.round(tookMs)} ms`
}

function noteReady({ rows }: World, image: string, readyMs: number): string {
  rows.find((row) => row.image === image)!.readyMs = readyMs
  return `${Math.round(readyMs)} ms${readyMs > READY_MS ? `, more than the ${READY_MS} promised for a quiet machine` : ''}`
}

function envOf({ env }: World, service: keyof AddressBook, book: AddressBook): Record<string, string> {
  const certificate = {
    TLS_CA: '/certs/ca.crt',
    TLS_CERT: `/certs/${service}.crt`,
    TLS_KEY: `/certs/${service}.key`,
  }
  return {
    ...env,
    ...certificate,
    ...addressesIn(book),
    ...portsIn(book[service]),
    RPC_PORT: String(book[service].rpc),
  }
}

/** One for each of the seven, readable by the user of the images, as a secret's files are in a pod. */
function makeCertificates(folder: string): string {
  writeCertificates({
    folder,
    processes: SEVEN.map((name) => ({ name, modules: [name] })),
    days: 1,
    force: false,
  })
  for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))])
    chownSync(path, USER_ID, USER_ID)
  return folder
}

function portsIn({ admin, http }: Ports): Record<string, string> {
  return { ADMIN_PORT: String(admin), ADMIN_HOST: '127.0.0.1', RPC_HOST: '127.0.0.1', PORT: String(http) }
}

function words(env: Record<string, string>): string[] {
  return Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
}

function table(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(14) : cell.padStart(9))).join('')
  const whole = (value: number | undefined) => (value === undefined ? '-' : String(Math.round(value)))
  return [
    line(['image', 'MB', 'layers', 'build s', 'ready ms', 'stop ms']),
    ...rows.map((row) =>
      line([
        row.image,
        String(row.megabytes),
        String(row.layers),
        row.buildS.toFixed(1),
        whole(row.readyMs),
        whole(row.stopMs),
      ]),
    ),
  ].join('\n')
}
