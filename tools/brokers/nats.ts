// A real NATS with JetStream on this machine, until Ctrl-C.
//   npm run broker:nats -- [--servers 1|3] [--port 4222] [--dir <folder>]
import { startNats } from '@mymacrotracker/testing/brokers'
import { runBroker } from './run-broker.ts'

await runBroker({
  name: 'nats',
  countOption: 'servers',
  port: 4222,
  async start({ count, ...options }) {
    const { servers, stop } = await startNats({ servers: count, ...options })
    const what = count === 1 ? 'one server' : 'a cluster of three'
    const urls = servers.map((server) => `nats://${server}`).join(', ')
    return {
      stop,
      notes: `NATS, ${what}, JetStream, every write flushed\n\n  URL       ${urls}\n  Use it    BUS=nats NATS_SERVERS=${servers.join(',')} npm start`,
    }
  },
})
