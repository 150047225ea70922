// Inserts one row after another and prints each acknowledged id: `ack ID MILLISECONDS`. Ids never repeat; a row whose
// outcome is unknown is not tried again.
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'

const { Client } = createRequire('/app/packages/database/package.json')('pg')
const { HOST: host, RUN: run, PASSWORD: password } = process.env
const pauseMs = 20

async function connect() {
  const client = new Client({
    host,
    user: 'mymacrotracker',
    database: 'mymacrotracker',
    password,
    connectionTimeoutMillis: 1000,
    query_timeout: 2000,
  })
  client.on('error', () => {}) // a lost connection fails the next query, too
  try {
    await client.connect()
    // during a failover the service may still lead to the old primary, by then a standby
    const { rows } = await client.query('select pg_is_in_recovery() as is_standby')
    if (rows[0].is_standby) throw new Error('a standby')
    return client
  } catch (error) {
    client.connection.stream.destroy()
    throw error
  }
}

let client
for (let n = 0, told; ; n++) {
  try {
    client ??= await connect()
    await client.query('insert into drill.acks (id) values ($1)', [`${run}-${n}`])
    console.log('ack', `${run}-${n}`, Date.now())
    told = undefined
    await sleep(pauseMs)
  } catch (error) {
    if (error.message !== told) console.log('error', Date.now(), (told = error.message))
    client?.connection.stream.destroy() // no farewell: the peer may be without power
    client = undefined
    await sleep(100)
  }
}
