// `npm run workspace`: brings package.json and tsconfig.json in line with what the sources import, then links it.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { writeWorkspace } from './workspace.ts'

const root = join(import.meta.dirname, '../..')
const [pnpm] = process.argv.slice(2)
const changed = writeWorkspace(root)
console.log(
  changed.length > 0 ? changed.map((each) => `mended: ${each}`).join('\n') : 'everything is current',
)
if (changed.length > 0) {
  const install = ['-y', pnpm!, 'install', '--no-frozen-lockfile', '--loglevel=error']
  const { status } = spawnSync('npx', install, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  process.exitCode = status ?? 1
}
