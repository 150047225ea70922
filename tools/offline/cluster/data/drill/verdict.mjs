// What the writers' logs acknowledge against what is stored: node verdict.mjs STORED LOG… Fails when something is lost
// or nothing was acknowledged.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

const [storedIn, ...logs] = process.argv.slice(2)
const stored = new Set(readFileSync(storedIn, 'utf8').split('\n'))
const seconds = (ms) => (ms / 1000).toFixed(1)
let lost = 0
let isIdle = false
for (const log of logs) {
  const acks = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('ack '))
    .map((line) => line.split(' '))
    .map(([, id, at]) => ({ id, atMs: Number(at) }))
  const missing = acks.filter(({ id }) => !stored.has(id))
  lost += missing.length
  isIdle ||= acks.length === 0
  console.log(
    `${basename(log, '.log')}: ${acks.length} acknowledged, ${missing.length} lost; longest gap: ${gapsOf(acks).join(', ')}`,
  )
  for (const { id, atMs } of missing.slice(0, 5))
    console.log(`  lost: ${id}, acknowledged ${new Date(atMs).toISOString()}`)
}
process.exit(lost > 0 || isIdle ? 1 : 0)

/** The longest silence of each series: of a partition in Kafka, of all in Postgres; the longest first. */
function gapsOf(acks) {
  const series = new Map()
  for (const { id, atMs } of acks) {
    const name = id.slice(0, id.lastIndexOf('-'))
    const seen = series.get(name) ?? { lastMs: atMs, gapMs: 0, fromMs: atMs }
    const gapMs = atMs - seen.lastMs
    series.set(
      name,
      gapMs > seen.gapMs ? { lastMs: atMs, gapMs, fromMs: seen.lastMs } : { ...seen, lastMs: atMs },
    )
  }
  return [...series.values()]
    .sort((a, b) => b.gapMs - a.gapMs)
    .map(({ gapMs, fromMs }) => `${seconds(gapMs)} s from ${new Date(fromMs).toISOString().slice(11, 23)}`)
}
