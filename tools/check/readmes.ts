import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { METHODS, SERVICE_NAMES, TOPICS, type ServiceName } from '@mymacrotracker/contracts'
import { ROOT, consumersOf } from '../lib/services.ts'

/** The page of a service names its RPCs, topics and tables. */
export function readmeFaults(): string[] {
  return SERVICE_NAMES.flatMap((service) => {
    const path = `services/${service}/README.md`
    const page = readFileSync(join(ROOT, path), 'utf8')
    return [...rpcsOf(service), ...topicsOf(service), ...tablesOf(service)]
      .filter((name) => !page.includes(`\`${name}\``))
      .map((name) => `${path}: does not name \`${name}\``)
  })
}

const rpcsOf = (service: ServiceName) =>
  Object.keys(METHODS)
    .filter((path) => path.startsWith(`/mymacrotracker.${service}.`))
    .map((path) => path.split('/').at(-1)!)

const topicsOf = (service: ServiceName) => [
  ...TOPICS.filter(({ owner }) => owner === service).map(({ name }) => name),
  ...consumersOf(service).map(({ topic }) => topic),
]

/** By its migrations; what was dropped or renamed since is the writer's to know. */
function tablesOf(service: ServiceName): string[] {
  const folder = join(ROOT, 'services', service, 'prisma/migrations')
  if (!existsSync(folder)) return []
  const sql = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n')
  const names = (pattern: RegExp) => [...sql.matchAll(pattern)].map(([, name]) => name!)
  const gone = names(/^(?:drop table(?: if exists)?|alter table) (\w+)(?:;| rename to)/gm)
  return names(/^create table (?:if not exists )?(\w+)/gm).filter((name) => !gone.includes(name))
}
