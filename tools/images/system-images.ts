import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Daemon } from './daemon.ts'
import { ROOT } from './services.ts'

const NAMES = ['coredns', 'pause']

/** What every node of the cluster runs before anything else: one compiled program each. Answers the tags. */
export function buildSystemImages({ docker }: Daemon, programs: string): string[] {
  return NAMES.map((name) => {
    const tag = `local/${name}:1`
    const context = mkdtempSync(join(tmpdir(), `mmt-${name}-`))
    try {
      copyFileSync(join(programs, name), join(context, name))
      docker('build', '-t', tag, '-f', join(ROOT, 'k8s/cluster', name, 'Dockerfile'), context)
    } finally {
      rmSync(context, { recursive: true })
    }
    return tag
  })
}
