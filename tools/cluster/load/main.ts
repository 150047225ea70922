// Phones that use the API until standard input ends; then their figures, and whether everything acknowledged is stored.
//   node tools/cluster/load/main.ts --url http://10.77.0.2:8080 [--url …] [--per-second 30] [--people 12] [--retry-for-ms 0]
//     [--seconds 60] [--trace FILE]
// A line "mark NAME" on standard input starts a phase, "quit" ends everything at once. Every line of output is JSON: {ready}, then
// {figures, audit, faults}.
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { auditDiaries } from './audit.ts'
import { Load } from './load.ts'

const { values } = parseArgs({
  options: {
    url: { type: 'string', multiple: true, default: ['http://127.0.0.1:8080'] },
    'per-second': { type: 'string', default: '30' },
    people: { type: 'string', default: '12' },
    'retry-for-ms': { type: 'string', default: '0' },
    seconds: { type: 'string' },
    trace: { type: 'string' },
  },
})
const say = (line: object) => console.log(JSON.stringify(line))

const load = await Load.start({
  urls: values.url,
  perSecond: Number(values['per-second']),
  people: Number(values.people),
  retryForMs: Number(values['retry-for-ms']),
})
say({ ready: true })
const input = createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'quit') process.exit(1)
  if (line.startsWith('mark ')) load.mark(line.slice(5))
})
await (values.seconds
  ? sleep(Number(values.seconds) * 1000)
  : new Promise<void>((resolve) => {
      input.once('close', resolve)
    }))
input.close()
await load.stop()
// One line a request: shows which requests failed together.
if (values.trace)
  writeFileSync(values.trace, load.requests.map((each) => `${JSON.stringify(each)}\n`).join(''))
const audit = await auditDiaries(load.people)
say({ figures: load.figures(), audit, faults: load.faults })
process.exit(audit.faults.length + load.faults.length === 0 ? 0 : 1)
