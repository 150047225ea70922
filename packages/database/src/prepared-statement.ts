import type { ClientBase, QueryResultRow } from 'pg'

const names = new Map<string, string>()

/** Runs a statement that is prepared once a connection. Texts are constants of the code, so there are few. */
export async function queryPrepared<Row>(
  client: ClientBase,
  text: string,
  params: readonly unknown[],
): Promise<Row[]> {
  let name = names.get(text)
  if (!name) names.set(text, (name = `s${names.size}`))
  return (await client.query<Row & QueryResultRow>({ text, values: params as unknown[], name })).rows
}
