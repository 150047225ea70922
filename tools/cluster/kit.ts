import { join } from 'node:path'
import { execa } from 'execa'
import { ROOT } from '../lib/services.ts'
import { command } from '../lib/words.ts'

export const ZONES = ['a', 'b', 'c'] as const
export type Zone = (typeof ZONES)[number]

export const PROGRAM = join(ROOT, 'tools/offline/cluster/three-zones')

interface RunOptions {
  input?: string
  timeoutMs?: number
}

/** Runs a verb of the three-zones kit and returns what it printed; throws with its last words when it fails. */
async function run(words: string[], { input = '', timeoutMs = 300_000 }: RunOptions = {}): Promise<string> {
  const options = { input, timeout: timeoutMs, killSignal: 'SIGKILL', reject: false, all: true } as const
  const { shortMessage, stdout, all } = await execa(PROGRAM, words, options)
  if (shortMessage) throw new Error(`${shortMessage.slice(0, 300)}: ${all.trim().slice(-1500)}`)
  return stdout.trim()
}

export const kit = command(run)
export const kubectl = command((words, options?: RunOptions) =>
  run(['k', '--request-timeout=20s', ...words], options),
)
export const helm = command((words, options?: RunOptions) => run(['helm', ...words], options))
