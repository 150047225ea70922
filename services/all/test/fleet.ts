import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVICE_NAMES, type ServiceName } from '@mymacrotracker/contracts'
import { freePort } from '@mymacrotracker/testing'
import { writeCertificates } from '@mymacrotracker/testing/certificates'

const services = join(import.meta.dirname, '../..')
const START_LIMIT_MS = 60_000
/** Longer than a process takes to finish its open requests. */
const STOP_LIMIT_MS = 30_000

export interface FleetOptions {
  /** Modules of each process; a process of one module runs that service's own entry point. */
  placement: readonly (readonly ServiceName[])[]
  /** For every process: databases, keys, bus. */
  env: Record<string, string>
  /** Additions for single processes, by their first module. */
  envOf?: Partial<Record<ServiceName, Record<string, string>>>
}

interface Ports {
  http: number
  rpc: number
  admin: number
}

/** Some or all services in their own processes on this machine, to be moved, stopped and killed. */
export class Fleet {
  readonly #options: FleetOptions
  readonly #ports = new Map<ServiceName, Ports>()
  readonly #processes = new Map<string, ChildProcess>()
  /** Certificates for mutual TLS, one a process. */
  readonly #certificates = mkdtempSync(join(tmpdir(), 'mymacrotracker-certificates-'))
  placement: readonly (readonly ServiceName[])[]

  private constructor(options: FleetOptions) {
    this.#options = options
    this.placement = options.placement
  }

  static async start(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options)
    for (const name of SERVICE_NAMES)
      fleet.#ports.set(name, { http: await freePort(), rpc: await freePort(), admin: await freePort() })
    // No process outlives this one.
    process.once('exit', () => {
      for (const child of fleet.#processes.values()) child.kill('SIGKILL')
    })
    await fleet.#startAll(options.placement)
    return fleet
  }

  get url(): string {
    return `http://127.0.0.1:${this.portsOf('gateway').http}`
  }
  /** `grpc://host:port` of the process that now runs a module. */
  addressOf(name: ServiceName): string {
    return `grpc://127.0.0.1:${this.portsOf(name).rpc}`
  }
  adminUrlOf(name: ServiceName): string {
    return `http://127.0.0.1:${this.portsOf(name).admin}`
  }
  pidOf(name: ServiceName): number {
    return this.#processes.get(this.#groupOf(name).join())!.pid!
  }
  isRunning(name: ServiceName): boolean {
    return alive(this.#processes.get(this.#groupOf(name).join()))
  }

  /** A process uses the ports of its first module. */
  portsOf(name: ServiceName): Ports {
    return this.#ports.get(this.#groupOf(name)[0]!)!
  }

  /** Stops all processes and starts them again in another placement or with other settings; an empty value removes one. */
  async rearrange(
    placement: readonly (readonly ServiceName[])[],
    env: Record<string, string> = {},
  ): Promise<void> {
    await this.stop()
    this.placement = placement
    Object.assign(this.#options.env, env)
    for (const [name, value] of Object.entries(env)) if (value === '') delete this.#options.env[name]
    await this.#startAll(placement)
  }

  async kill(name: ServiceName, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await end(this.#processes.get(this.#groupOf(name).join()), signal)
  }
  async restart(name: ServiceName): Promise<void> {
    await this.#startOne(this.#groupOf(name))
  }
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await Promise.all([...this.#processes.values()].map((child) => end(child, signal)))
  }

  /** PEM files of a process, or of a caller that speaks for a module. */
  async certificatesOf(
    modules: readonly string[],
    who = 'process',
  ): Promise<{ TLS_CA: string; TLS_CERT: string; TLS_KEY: string }> {
    const name = [who, ...modules].join('-')
    const file = (each: string) => join(this.#certificates, each)
    if (!existsSync(file(`${name}.crt`)))
      await writeCertificates({ folder: this.#certificates, processes: [{ name, modules }], days: 1 })
    return { TLS_CA: file('ca.crt'), TLS_CERT: file(`${name}.crt`), TLS_KEY: file(`${name}.key`) }
  }

  #groupOf(name: ServiceName): readonly ServiceName[] {
    const group = this.placement.find((each) => each.includes(name))
    if (!group) throw new Error(`${name} runs nowhere`)
    return group
  }

  async #startAll(placement: readonly (readonly ServiceName[])[]): Promise<void> {
    // One after another: the first creates the authority.
    for (const group of placement) await this.certificatesOf(group)
    await Promise.all(placement.map((group) => this.#startOne(group)))
  }

  async #startOne(group: readonly ServiceName[]): Promise<void> {
    const { http, rpc, admin } = this.#ports.get(group[0]!)!
    const elsewhere = SERVICE_NAMES.filter(
      (name) => !group.includes(name) && this.placement.some((each) => each.includes(name)),
    )
    const entry = join(services, group.length === 1 ? group[0]! : 'all', 'dist/main.js')
    const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', entry], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'development',
        LOG_LEVEL: 'fatal',
        MODULES: group.join(','),
        PORT: String(http),
        ADMIN_PORT: String(admin),
        RPC_PORT: String(rpc),
        ...Object.fromEntries(elsewhere.map((name) => [`${name.toUpperCase()}_ADDR`, this.addressOf(name)])),
        ...(await this.certificatesOf(group)),
        ...this.#options.env,
        ...this.#options.envOf?.[group[0]!],
      },
    })
    this.#processes.set(group.join(), child)
    const startedAt = Date.now()
    while (!(await isReady(`http://127.0.0.1:${admin}`))) {
      if (!alive(child)) throw new Error(`${group.join()} ended with code ${child.exitCode}`)
      if (Date.now() - startedAt > START_LIMIT_MS)
        throw new Error(`${group.join()} was not ready after ${START_LIMIT_MS / 1000} s`)
      await sleep(20)
    }
  }
}

const alive = (child: ChildProcess | undefined) =>
  child !== undefined && child.exitCode === null && child.signalCode === null
const isReady = (adminUrl: string) =>
  fetch(`${adminUrl}/readyz`, { signal: AbortSignal.timeout(2000) }).then(
    ({ status }) => status === 200,
    () => false,
  )

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || !alive(child)) return
  const startedAt = Date.now()
  child.kill(signal)
  while (alive(child)) {
    if (Date.now() - startedAt > STOP_LIMIT_MS) {
      child.kill('SIGKILL')
      throw new Error(`a process had not stopped ${STOP_LIMIT_MS / 1000} s after ${signal}`)
    }
    await sleep(5)
  }
}
