import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { inNewFolder } from '../lib/folders.ts'
import { tagOf } from '../lib/services.ts'
import type { Daemon } from './daemon.ts'

/** Runs before the release after this one: it adds, as every migration must. */
const LATER = 'alter table outbox add column said_later text;\n'

/** The release after this build of every service: the same, with one more migration where there is a schema. */
export function buildNextImages({ docker }: Daemon): readonly string[] {
  return inNewFolder('next', (folder) =>
    SERVICE_NAMES.map((service) => {
      const at = `services/${service}/prisma/migrations/29990101000000_later`
      mkdirSync(join(folder, at), { recursive: true })
      writeFileSync(join(folder, at, 'migration.sql'), LATER)
      const copy = service === 'gateway' ? '' : `COPY ${at} /app/${at}\n`
      const dockerfile = `FROM ${tagOf(service)}\nLABEL org.opencontainers.image.version=next\n${copy}`
      writeFileSync(join(folder, 'Dockerfile'), dockerfile)
      docker`build --network=none -t ${tagOf(service, 'next')} ${folder}`
      return tagOf(service, 'next')
    }),
  )
}
