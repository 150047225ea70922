import pg from 'pg'
import { SERVER_KEEPALIVE } from './connect-within.ts'

/** Runs `work` on a connection of the database's owner, and closes it. Statements may take a minute. What it locked is free soon after its host is lost. */
export async function withOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    statement_timeout: 60_000,
    application_name: 'mymacrotracker-owner',
    options: SERVER_KEEPALIVE,
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The owner's URL with another role's name and password. */
export function urlForRole(ownerUrl: string, role: string, password: string): string {
  const url = new URL(ownerUrl)
  url.username = role
  url.password = encodeURIComponent(password)
  return url.href
}
