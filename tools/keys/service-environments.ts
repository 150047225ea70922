import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { EARLIER_PURPOSES, type MasterKey } from '@mymacrotracker/keys'

interface EnvironmentOptions {
  /** Host, port and database of Postgres, as a URL; each service gets it with its own role, whose password its key gives. */
  database?: string | undefined
  busInPostgres?: boolean
  /** Keys as well for what was sealed before services had keys of their own. */
  earlier?: boolean
}

/** The settings that are one service's alone, by service. The gateway seals nothing: without the bus in Postgres it needs none. */
export function serviceEnvironments(
  master: MasterKey,
  { database, busInPostgres = false, earlier = false }: EnvironmentOptions,
): Map<string, Record<string, string>> {
  const settingsOf = (name: string): Record<string, string> => ({
    [`${name.toUpperCase()}_KEY`]: master.textFor(name, earlier ? EARLIER_PURPOSES[name] : []),
    ...(database && { [`${name.toUpperCase()}_DATABASE_URL`]: asRole(database, name) }),
  })
  const bus = busInPostgres ? settingsOf('bus') : {}
  return new Map(
    SERVICE_NAMES.map(
      (name) => [name, { ...(name === 'gateway' ? {} : settingsOf(name)), ...bus }] as const,
    ).filter(([, variables]) => Object.keys(variables).length > 0),
  )
}

function asRole(database: string, schema: string): string {
  const url = URL.parse(database)
  if (!url || !/^postgres(ql)?:$/.test(url.protocol))
    throw new Error('--database must be postgresql://host:port/database')
  url.username = `mmt_${schema}`
  url.password = ''
  return url.href
}
