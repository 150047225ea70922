// The baseline of the figures: Express alone on the same Postgres, with one INSERT, and with the same token check and one
// transaction of two INSERTs. Started by the bench in its own process.
import express from 'express'
import pg from 'pg'
import { createDenyList, createTokenVerifier } from '@mymacrotracker/rpc'

const {
  BENCH_DATABASE_URL: url,
  BENCH_KEY_SET: keySet,
  BENCH_PORT: port,
} = process.env as Record<string, string>
const POOL = 6

const pool = new pg.Pool({ connectionString: url!, max: POOL })
const verifier = createTokenVerifier({ fetchKeySet: async () => keySet!, denyList: createDenyList() })
const ENTRY = { name: 'entry', text: 'insert into bench_entries (id, user_id, body) values ($1, $2, $3)' }
const FACT = { name: 'fact', text: 'insert into bench_facts (event_id, key, body) values ($1, $2, $3)' }

const app = express()
app.use(express.json())
app.post('/one', async (request, response) => {
  const { id } = request.body as { id: string }
  await pool.query({ ...ENTRY, values: [id, id, request.body] })
  response.status(201).json({ id })
})
app.post('/two', async (request, response) => {
  const { subjectId } = await verifier.verify(request.headers.authorization?.slice('Bearer '.length))
  const { id } = request.body as { id: string }
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query({ ...ENTRY, values: [id, subjectId, request.body] })
    await client.query({ ...FACT, values: [id, subjectId, request.body] })
    await client.query('commit')
  } finally {
    client.release()
  }
  response.status(201).json({ id })
})
app.listen(Number(port), '127.0.0.1', () => console.log('is ready'))
