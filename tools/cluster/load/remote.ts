import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PROGRAM } from '../kit.ts'

/** A script of this folder that runs where the cluster can be reached: lines in, JSON out; the end of its input ends it. */
export interface Remote {
  /** Its next line; throws when it has ended. */
  next<T>(): Promise<T>
  send(line: string): void
  /** Ends its input and waits for its exit. */
  end(): Promise<void>
  /** Ends its input, after a last line. A signal would reach only the program that started Node there. */
  leave(line?: string): void
}

/** Resolves once the script has printed its first line. */
export async function startRemote(script: string, flags: readonly string[]): Promise<Remote> {
  const words = ['in', 'node', join(import.meta.dirname, script), ...flags]
  const child = spawn(PROGRAM, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.on('error', () => {})
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const remote: Remote = {
    async next<T>() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${script} ended with code ${String((await exited)[0])}`)
      return JSON.parse(value) as T
    },
    send: (line) => void child.stdin.write(`${line}\n`),
    async end() {
      child.stdin.end()
      await exited
    },
    leave(line = '') {
      if (child.stdin.writable) child.stdin.end(line && `${line}\n`)
    },
  }
  await remote.next()
  return remote
}
