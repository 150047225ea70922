// The other process of `npm run bench:rpc`. Sends its port, then its CPU time on request.
import { loadPeerCertificates, startRpcServer } from '@mymacrotracker/rpc'
import { benchDispatcher } from './rpc-service.ts'

const [ca, cert, key] = process.argv.slice(2)
const certificates = ca && cert && key ? loadPeerCertificates({ ca, cert, key }) : undefined
const { port } = await startRpcServer({
  dispatchers: [benchDispatcher()],
  host: '127.0.0.1',
  port: 0,
  peerSecret: 'a secret of the bench',
  certificates,
})
process.on('message', () => process.send!(process.cpuUsage()))
process.on('disconnect', () => process.exit(0))
process.send!(port)
