import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../lib/services.ts'

interface Broker {
  /** Also the name of its folder in .cache. */
  name: 'kafka' | 'nats'
  /** The option that says how many. */
  countOption: string
  port: number
  start(options: {
    count: 1 | 3
    dir: string
    port: number
  }): Promise<{ notes: string; stop(): Promise<void> }>
}

/** Runs real brokers on this machine until Ctrl-C. */
export async function runBroker({ name, countOption, port, start }: Broker): Promise<never> {
  const { values } = parseArgs({
    options: {
      [countOption]: { type: 'string', default: '1' },
      port: { type: 'string', default: String(port) },
      dir: { type: 'string' },
    },
  })
  const count = values[countOption] === '3' ? 3 : 1
  if (values[countOption] !== String(count)) throw new Error(`--${countOption} must be 1 or 3`)
  const dir = values['dir'] ?? join(ROOT, `.cache/${name}/data-${count}`)
  const startedAt = performance.now()
  const { notes, stop } = await start({ count, dir, port: Number(values['port']) })
  const tookS = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`\n  Ready after ${tookS} s: ${notes}\n  Data      ${dir}\n`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  console.log('stopping')
  await stop()
  process.exit(0)
}
