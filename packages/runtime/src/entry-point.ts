import type { Keys } from '@mymacrotracker/keys'
import { exitWithFaults } from './exit-with-faults.ts'
import { giveUpRoot } from './give-up-root.ts'
import type { ModuleDefinition } from './module.ts'
import { readSettings, type Settings } from './read-settings.ts'
import { runModules, type RunningProcess } from './run-modules.ts'
import type { ProcessSettings } from './settings.ts'
import { INTERRUPTED, exitOnSignal, stopOnSignal } from './signals.ts'

/** The database a process works on, and the keys of its services. */
export interface Installation {
  /** The owner's connection. A service with a connection of its own can do without. */
  ownerUrl: string | undefined
  keys: Keys
  close(): Promise<void>
}

/** What a process is made of. */
export interface EntryPoint<I extends Installation> {
  modules: readonly ModuleDefinition[]
  env: Record<string, string | undefined>
  open(settings: ProcessSettings): Promise<I>
  /** A folder that the process keeps files in, if it does. */
  folderOf?(settings: ProcessSettings): string | undefined
}

export interface Opened<I extends Installation> {
  settings: Settings
  installation: I
}

/** Runs a command beside the servers, then closes what it opened. Its number, if any, is the exit code. */
export async function runCommand<I extends Installation>(
  { modules, env, open }: EntryPoint<I>,
  work: (opened: Opened<I>) => Promise<number | void>,
): Promise<void> {
  try {
    exitOnSignal(undefined, INTERRUPTED)
    const settings = readSettings(modules, env, { serves: false })
    const installation = await open(settings.process)
    try {
      process.exitCode = (await work({ settings, installation })) ?? 0
    } finally {
      await installation.close()
    }
  } catch (error) {
    exitWithFaults(error)
  }
}

function rootOptions(
  settings: ProcessSettings,
  env: Record<string, string | undefined>,
  folderOf: EntryPoint<Installation>['folderOf'],
) {
  const { TLS_CA, TLS_CERT, TLS_KEY, RPC_PORT, ADMIN_PORT } = settings
  return {
    env,
    folder: folderOf?.(settings),
    files: [TLS_CA, TLS_CERT, TLS_KEY, env['NODE_EXTRA_CA_CERTS']],
    ports: [RPC_PORT, ADMIN_PORT, Number(env['PORT'])],
  }
}

interface ServeSteps<I extends Installation> {
  /** Before any module starts, such as migrations. */
  prepare?(opened: Opened<I>): Promise<void>
  /** Once everything is ready. */
  announce(running: RunningProcess, opened: Opened<I>, tookMs: number): void
}

/** Runs the chosen modules until a signal, then exits: with 0 when everything under way was finished, else with 1. */
export async function serve<I extends Installation>(
  { modules, env, open, folderOf }: EntryPoint<I>,
  { prepare, announce }: ServeSteps<I>,
): Promise<void> {
  try {
    const startedAt = performance.now()
    const settings = readSettings(modules, env)
    giveUpRoot(rootOptions(settings.process, env, folderOf))
    const installation = await open(settings.process)
    let finished: boolean
    try {
      const started = exitOnSignal(() => installation.close())
      await prepare?.({ settings, installation })
      const { keys, ownerUrl } = installation
      const running = await runModules({ available: modules, settings, keys, ownerUrl })
      started()
      announce(running, { settings, installation }, performance.now() - startedAt)
      finished = await stopOnSignal(() => running.stop(), settings.process.STOP_GRACE_MS)
    } finally {
      await installation.close()
    }
    // Everything is closed by now; what a library still holds must not keep the process alive.
    process.exit(finished ? 0 : 1)
  } catch (error) {
    exitWithFaults(error)
  }
}
