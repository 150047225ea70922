import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ROOT } from '../images/services.ts'

export const ZONES = ['a', 'b', 'c'] as const
export type Zone = (typeof ZONES)[number]

const PROGRAM = join(ROOT, 'k8s/cluster/three-zones')

export interface RunOptions {
  input?: string
  timeoutMs?: number
}

/** Runs a verb of the three-zones kit. Answers what it printed; throws with its last words when it fails. */
export async function kit(
  words: readonly string[],
  { input, timeoutMs = 300_000 }: RunOptions = {},
): Promise<string> {
  const child = spawn(PROGRAM, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  child.stdin.on('error', () => undefined).end(input ?? '')
  const ended = new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  )
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (code !== 0)
    throw new Error(
      `three-zones ${words.join(' ').slice(0, 160)}: ${code === null ? `ended after ${timeoutMs / 1000} s` : `code ${code}`}: ${(out + err).trim().slice(-1500)}`,
    )
  return out.trim()
}

export const kubectl = (words: readonly string[], options?: RunOptions) =>
  kit(['k', '--request-timeout=20s', ...words], options)
export const helm = (words: readonly string[], options?: RunOptions) => kit(['helm', ...words], options)

/** Starts a command in the cluster's client namespace, and goes on. Its output is this process's own when not piped. */
export function startInside(words: readonly string[], stdio: 'pipe' | 'inherit' = 'inherit') {
  return spawn(PROGRAM, ['in', ...words], { stdio: ['ignore', stdio, 'inherit'] })
}
