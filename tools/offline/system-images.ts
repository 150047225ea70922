import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { inNewFolder } from '../lib/folders.ts'
import { ROOT } from '../lib/services.ts'
import type { Daemon } from './daemon.ts'

/** What every node runs before anything else: images of one compiled program each. Returns the tags. */
export function buildSystemImages({ docker }: Daemon, programs: string): string[] {
  return ['coredns', 'pause'].map((name) =>
    inNewFolder(name, (context) => {
      const tag = `local/${name}:1`
      copyFileSync(join(programs, name), join(context, name))
      docker`build -t ${tag} -f ${join(ROOT, 'tools/offline/cluster', name, 'Dockerfile')} ${context}`
      return tag
    }),
  )
}
