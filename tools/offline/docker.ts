// The docker client on a daemon of the tools' own, to build images by hand or look into the store.
//   node tools/offline/docker.ts build --network=host -t local/ingress:1 tools/offline/cluster/ingress
import { execaSync } from 'execa'
import { startDaemon } from './daemon.ts'

const OTHERS_BUILD_MS = 600_000

const daemon = await startDaemon('host', { waitMs: OTHERS_BUILD_MS })
const { exitCode } = execaSync('docker', process.argv.slice(2), {
  stdio: 'inherit',
  reject: false,
  env: { DOCKER_HOST: daemon.socket, DOCKER_BUILDKIT: '0' },
})
await daemon.stop()
process.exit(exitCode ?? 1)
