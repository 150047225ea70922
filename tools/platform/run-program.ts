import { spawnSync } from 'node:child_process'

interface Options {
  cwd?: string
  env?: Record<string, string>
  input?: string
}

/** Runs a program to its end. Throws with what it said when it fails. */
export function runProgram(
  program: string,
  words: readonly string[],
  { cwd, env, input }: Options = {},
): string {
  const { status, error, stdout, stderr } = spawnSync(program, words, {
    ...(cwd && { cwd }),
    env: { ...process.env, ...env },
    ...(input !== undefined && { input }),
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  })
  if (error) throw new Error(`${program} could not be run: ${error.message}`)
  if (status !== 0) throw new Error(`${program} ${words.slice(0, 3).join(' ')}: ${(stderr || stdout).trim()}`)
  return stdout
}
