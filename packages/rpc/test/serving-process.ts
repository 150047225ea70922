// A server in a process of its own, to be stopped as a whole:  node serving-process.ts <host> <port> <name>
import { startRpcServer } from '@mymacrotracker/rpc'
import { SECRET, testDispatcher } from './test-service.ts'

const [host, port, name] = process.argv.slice(2) as [string, string, string]
await startRpcServer({
  dispatchers: [testDispatcher({ name })],
  host,
  port: Number(port),
  peerSecret: SECRET,
})
console.log('serving')
