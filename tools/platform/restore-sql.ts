import { join } from 'node:path'
import { ROOT } from '../lib/services.ts'

/** A file of SQL that the runbook names. */
export const sqlFile = (name: string, folder = 'restore') => join(ROOT, 'k8s/platform', folder, `${name}.sql`)

/** Lines of check.sql's output that do not report 0. */
export const differencesIn = (output: string): string[] =>
  output
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('0 '))
