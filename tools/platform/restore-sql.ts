import { join } from 'node:path'
import { ROOT } from './programs.ts'

/** A file of SQL that the runbook names. */
export const sqlFile = (name: string, room = 'restore') => join(ROOT, 'k8s/platform', room, `${name}.sql`)

/** Lines of what check.sql answered that do not say 0. */
export const differencesIn = (answer: string): string[] =>
  answer
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('0 '))
