import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@mymacrotracker/testing'
import type { Daemon } from './daemon.ts'
import { SEVEN, tagOf, type Service } from './services.ts'

export interface Ports {
  admin: number
  rpc: number
  http: number
}
export type AddressBook = Record<Service, Ports>

const READY_WITHIN_MS = 60_000
const ASK_EVERY_MS = 10
/** As a restricted pod runs them; the root is read-only and nothing is mounted to write to. */
const CONFINED = [
  '--read-only',
  '--cap-drop',
  'ALL',
  '--security-opt',
  'no-new-privileges',
  '--network',
  'host',
  '--pids-limit',
  '100',
  '--memory',
  '384m',
]

/** Containers use the host's network here, so each has ports of its own. */
export async function newPorts(): Promise<Ports> {
  return { admin: await freePort(), rpc: await freePort(), http: await freePort() }
}

export async function newAddressBook(): Promise<AddressBook> {
  const entries: [Service, Ports][] = []
  for (const service of SEVEN) entries.push([service, await newPorts()])
  return Object.fromEntries(entries) as AddressBook
}

/** The settings that say where the others are. */
export function addressesIn(book: AddressBook): Record<string, string> {
  return Object.fromEntries(
    SEVEN.filter((service) => service !== 'gateway').map((service) => [
      `${service.toUpperCase()}_ADDR`,
      `grpc://127.0.0.1:${book[service].rpc}`,
    ]),
  )
}

export interface StartOptions {
  image: string
  env: Record<string, string>
  mount?: string | undefined
  words?: readonly string[]
}

/** Starts a container and goes on. Answers its id. */
export function startContainer(daemon: Daemon, { image, env, mount, words = [] }: StartOptions): string {
  const settings = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  return daemon.docker(
    'run',
    '--detach',
    ...CONFINED,
    ...(mount ? ['--volume', mount] : []),
    ...settings,
    tagOf(image),
    ...words,
  )
}

/** Waits until it says that it is ready; throws with its log when it ends before. */
export async function untilReady(daemon: Daemon, container: string, adminPort: number): Promise<void> {
  for (
    const startedAt = Date.now(), look = { atMs: Date.now() };
    !(await isReady(adminPort));
    await sleep(ASK_EVERY_MS)
  ) {
    if (Date.now() - look.atMs < 1000) continue
    look.atMs = Date.now()
    if (daemon.docker('inspect', '--format', '{{.State.Running}}', container) !== 'true')
      throw new Error(`it ended: ${daemon.logOf(container)}`)
    if (Date.now() - startedAt > READY_WITHIN_MS)
      throw new Error(`not ready within ${READY_WITHIN_MS / 1000} s: ${daemon.logOf(container)}`)
  }
}

export async function isReady(adminPort: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${adminPort}/readyz`, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  )
}

export interface Ending {
  exitCode: number
  tookMs: number
  log: string
}

/** Asks it to stop as docker and Kubernetes do: SIGTERM, and SIGKILL after so many seconds. */
export function stopContainer(daemon: Daemon, container: string, graceS = 20): Ending {
  const startedAt = performance.now()
  daemon.docker('stop', '--time', String(graceS), container)
  const tookMs = performance.now() - startedAt
  const exitCode = Number(daemon.docker('inspect', '--format', '{{.State.ExitCode}}', container))
  const log = daemon.logOf(container)
  daemon.docker('rm', container)
  return { exitCode, tookMs, log }
}
