import { createPool, type Pool } from '@mymacrotracker/database'
import type { ServiceName } from '@mymacrotracker/contracts'
import { urlOf } from './databases.ts'
import type { Installation, Opened } from './entry-point.ts'

/** A command of one service, on connections of its role. Returns the exit code. */
export type ServiceCommand = (
  tools: { pool: Pool; print(text: string): void },
  args: readonly string[],
) => Promise<number>

interface CommandOptions extends Opened<Installation> {
  service: ServiceName
  command: ServiceCommand
  args: readonly string[]
}

/** Runs a service's command on a pool that is closed afterwards. */
export async function runServiceCommand({
  settings,
  installation: { keys, ownerUrl },
  service,
  command,
  args,
}: CommandOptions): Promise<number> {
  const pool = createPool({
    url: urlOf({ env: settings.process, keys, ownerUrl }, service),
    schema: service,
    max: 2,
    statementTimeoutMs: 60_000,
  })
  const print = (text: string) => {
    console.log(text)
  }
  return command({ pool, print }, args).finally(() => pool.end())
}
