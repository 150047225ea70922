import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import { brokenPromises } from '../../../../tools/demo/promises.ts'

const root = join(import.meta.dirname, '../../../..')

export interface Told {
  code: number | null
  said: string
  failed: string
}

/** Runs the demo as a person does. */
export function demo(...words: string[]): Promise<Told> {
  const child = spawn(process.execPath, [join(root, 'tools/demo/main.ts'), ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  })
  const told = { said: '', failed: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told.said += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told.failed += text
  })
  return new Promise((resolve, reject) =>
    child.once('error', reject).once('close', (code) => resolve({ code, ...told })),
  )
}

/** A person's week, told to its end: every promise in it was held. */
export function expectWholeStory({ code, said, failed }: Told): void {
  expect({ code, failed }).toEqual({ code: 0, failed: '' })
  expect(brokenPromises(said)).toEqual([])
}
