import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Daemon } from './daemon.ts'
import { SEVEN, tagOf } from './services.ts'

export const nextTagOf = (service: string) => `mymacrotracker/${service}:next`

/** Runs before the release after this one: it adds, as every migration must. */
const LATER = 'alter table outbox add column said_later text;\n'

/** A release after this build of every service: the same, and one more migration where there is a schema. */
export function buildNextImages({ docker }: Daemon): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-next-'))
  try {
    return SEVEN.map((service) => {
      const at = `services/${service}/prisma/migrations/29990101000000_later`
      mkdirSync(join(folder, at), { recursive: true })
      writeFileSync(join(folder, at, 'migration.sql'), LATER)
      const copy = service === 'gateway' ? '' : `COPY ${at} /app/${at}\n`
      writeFileSync(
        join(folder, 'Dockerfile'),
        `FROM ${tagOf(service)}\nLABEL org.opencontainers.image.version=next\n${copy}`,
      )
      docker('build', '--network=none', '-t', nextTagOf(service), folder)
      return nextTagOf(service)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
