import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new temporary folder that other users may enter: Postgres does not run as root. */
export function newFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `mymacrotracker-${name}-`))
  chmodSync(folder, 0o755)
  return folder
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Runs some work with a temporary folder. */
export function inNewFolder<T>(name: string, work: (folder: string) => T): T {
  const folder = newFolder(name)
  try {
    return work(folder)
  } finally {
    removeFolder(folder)
  }
}
