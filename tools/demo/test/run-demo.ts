import { join } from 'node:path'
import { execa } from 'execa'

const root = join(import.meta.dirname, '../../..')

/** Runs the demo as a person does, without colours. */
export async function runDemo(...words: string[]) {
  const { exitCode, stdout, stderr } = await execa({
    cwd: root,
    reject: false,
    extendEnv: false,
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  })`${process.execPath} ${join(root, 'tools/demo/main.ts')} ${words}`
  return { exitCode, stdout, stderr }
}
