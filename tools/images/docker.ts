// The docker client on a daemon of the tools' own, for images that are built by hand and for a look into the store.
//   node tools/images/docker.ts build --network=host -t local/ingress:1 k8s/cluster/ingress
import { spawnSync } from 'node:child_process'
import { startDaemon } from './daemon.ts'

const OTHERS_BUILD_MS = 600_000

const daemon = await startDaemon('host', { waitMs: OTHERS_BUILD_MS })
const { status } = spawnSync('docker', ['-H', daemon.socket, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, DOCKER_BUILDKIT: '0' },
})
await daemon.stop()
process.exit(status ?? 1)
