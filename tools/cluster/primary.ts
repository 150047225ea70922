import { kit } from './kit.ts'
import { podsOf } from './pods.ts'
import { DATA_NAMESPACE } from './stack.ts'

export const DATABASE = 'mymacrotracker'

const LIMIT_MS = 300_000
/** Who comes by the pod's own socket is asked for a password as well. A superuser sees every row. */
const AS_SUPERUSER =
  'export PGHOST=/run/postgresql PGUSER=postgres PGPASSWORD="$PATRONI_SUPERUSER_PASSWORD"; exec "$@"'

/** Runs a program in the pod of the Postgres primary; answers what it printed. */
export async function inPrimary(words: readonly string[], input = ''): Promise<string> {
  const [primary] = await podsOf(DATA_NAMESPACE, 'app=postgres,role=master')
  if (!primary) throw new Error('Postgres has no primary')
  return kit(
    [
      'k',
      '-n',
      DATA_NAMESPACE,
      'exec',
      '-i',
      primary.name,
      '-c',
      'postgres',
      '--',
      'sh',
      '-c',
      AS_SUPERUSER,
      'sh',
      ...words,
    ],
    { input, timeoutMs: LIMIT_MS },
  )
}

/** Answers rows as lines, their columns between spaces. Ends at the first fault. */
export function psql(sql: string, database = DATABASE): Promise<string> {
  return inPrimary(['psql', '-XqAt', '-F', ' ', '-v', 'ON_ERROR_STOP=1', '-d', database], sql)
}
