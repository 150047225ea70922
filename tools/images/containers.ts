import { setTimeout as sleep } from 'node:timers/promises'
import { SERVICE_NAMES, type ServiceName } from '@mymacrotracker/contracts'
import { freePort } from '@mymacrotracker/testing'
import { tagOf } from '../lib/services.ts'
import { words } from '../lib/words.ts'
import type { Daemon } from '../offline/daemon.ts'

export interface Ports {
  admin: number
  rpc: number
  http: number
}
export type AddressBook = Record<ServiceName, Ports>

const READY_WITHIN_MS = 60_000
const ASK_EVERY_MS = 10
const LOOK_EVERY_MS = 1000
/** As in a restricted pod; the root is read-only and no writable volume is mounted. */
const CONFINED = words`--read-only --cap-drop ALL --security-opt no-new-privileges --network host --pids-limit 100 --memory 384m`

/** Containers use the host's network here, so each has ports of its own. */
export async function newPorts(): Promise<Ports> {
  return { admin: await freePort(), rpc: await freePort(), http: await freePort() }
}

export async function newAddressBook(): Promise<AddressBook> {
  const book: Partial<AddressBook> = {}
  for (const service of SERVICE_NAMES) book[service] = await newPorts()
  return book as AddressBook
}

/** The settings that tell a service the others' addresses. */
export function addressesIn(book: AddressBook): Record<string, string> {
  return Object.fromEntries(
    SERVICE_NAMES.filter((service) => service !== 'gateway').map((service) => [
      `${service.toUpperCase()}_ADDR`,
      `grpc://127.0.0.1:${book[service].rpc}`,
    ]),
  )
}

export const envWords = (env: Record<string, string>): string[] =>
  Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])

export interface StartOptions {
  image: string
  env: Record<string, string>
  mount?: string
}

/** Starts a container in the background. Returns its id. */
export function startContainer({ docker }: Daemon, { image, env, mount }: StartOptions): string {
  const volume = mount ? ['--volume', mount] : []
  return docker`run --detach ${CONFINED} ${volume} ${envWords(env)} ${tagOf(image)}`
}

export const isRunning = ({ docker }: Daemon, container: string): boolean =>
  docker`inspect --format {{.State.Running}} ${container}` === 'true'

/** Waits until it is ready; throws with its log when it ends before. */
export async function untilReady(daemon: Daemon, container: string, adminPort: number): Promise<void> {
  const startedAt = Date.now()
  for (let lookedAt = startedAt; !(await isReady(adminPort)); await sleep(ASK_EVERY_MS)) {
    if (Date.now() - lookedAt < LOOK_EVERY_MS) continue
    lookedAt = Date.now()
    if (!isRunning(daemon, container)) throw new Error(`it ended: ${daemon.logOf(container)}`)
    if (lookedAt - startedAt > READY_WITHIN_MS)
      throw new Error(`not ready within ${READY_WITHIN_MS / 1000} s: ${daemon.logOf(container)}`)
  }
}

export async function isReady(adminPort: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${adminPort}/readyz`, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** Stops it as docker and Kubernetes do: SIGTERM, then SIGKILL after some seconds. */
export function stopContainer(daemon: Daemon, container: string, graceS = 20) {
  const startedAt = performance.now()
  daemon.docker`stop --time ${graceS} ${container}`
  const tookMs = Math.round(performance.now() - startedAt)
  const exitCode = Number(daemon.docker`inspect --format {{.State.ExitCode}} ${container}`)
  const log = daemon.logOf(container)
  daemon.docker`rm ${container}`
  return { exitCode, tookMs, log }
}
