import { kit } from './kit.ts'
import { podsOf } from './pods.ts'
import { DATA_NAMESPACE } from './stack.ts'

export const DATABASE = 'mymacrotracker'

const LIMIT_MS = 300_000
/** The pod's own socket asks for a password, too. A superuser sees every row. */
const AS_SUPERUSER =
  'export PGHOST=/run/postgresql PGUSER=postgres PGPASSWORD="$PATRONI_SUPERUSER_PASSWORD"; exec "$@"'

/** Runs a program in the pod of the Postgres primary; returns what it printed. */
export async function inPrimary(words: readonly string[], input = ''): Promise<string> {
  const [primary] = await podsOf(DATA_NAMESPACE, 'app=postgres,role=master')
  if (!primary) throw new Error('Postgres has no primary')
  return kit({
    input,
    timeoutMs: LIMIT_MS,
  })`k -n ${DATA_NAMESPACE} exec -i ${primary.name} -c postgres -- sh -c ${AS_SUPERUSER} sh ${words}`
}

/** Returns rows as lines, with spaces between columns. Stops at the first error. */
export function psql(sql: string, database = DATABASE): Promise<string> {
  return inPrimary(['psql', '-XqAt', '-F', ' ', '-v', 'ON_ERROR_STOP=1', '-d', database], sql)
}
