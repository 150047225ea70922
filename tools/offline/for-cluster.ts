// Builds what the three-zone cluster (tools/offline/cluster) runs, in sets, and writes each set that has changed into one archive,
// `<folder>/<set>.tar`, with the images' ids beside it. Unchanged sets take seconds.
//   node tools/offline/for-cluster.ts --folder <folder> --programs <folder> [system] [data] [ingress] [services]
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { IMAGES, tagOf } from '../lib/services.ts'
import { makeBaseImage } from './base-image.ts'
import { buildImage, buildShared, pruneLayers } from './build-image.ts'
import { startDaemon, type Daemon } from './daemon.ts'
import { buildDataImages, buildIngressImage } from './debian-images.ts'
import { buildNextImages } from './next-images.ts'
import { buildSystemImages } from './system-images.ts'

const OTHERS_BUILD_MS = 600_000
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: 'string' }, programs: { type: 'string' } },
})
const { folder, programs } = values
if (!folder || !programs)
  throw new Error(
    'usage: for-cluster.ts --folder <folder> --programs <folder> [system] [data] [ingress] [services]',
  )

/** Builds a set and returns the tags in it. */
const SETS: Record<string, (daemon: Daemon) => readonly string[]> = {
  system: (daemon) => buildSystemImages(daemon, programs),
  data: buildDataImages,
  ingress: buildIngressImage,
  services: buildServices,
}
const wanted = positionals.length > 0 ? positionals : Object.keys(SETS)
const daemon = await startDaemon('host', { waitMs: OTHERS_BUILD_MS })
try {
  for (const name of wanted) writeSet(name)
} finally {
  await daemon.stop()
}

function writeSet(name: string): void {
  const build = SETS[name]
  if (!build) throw new Error(`there is no set "${name}": ${Object.keys(SETS).join(', ')}`)
  const startedAt = performance.now()
  const tags = build(daemon)
  const builtAt = performance.now()
  const archive = join(folder!, `${name}.tar`)
  const ids = tags.map((tag) => `${daemon.docker`image inspect --format {{.Id}} ${tag}`} ${tag}\n`).join('')
  const isWritten =
    existsSync(archive) && existsSync(`${archive}.ids`) && readFileSync(`${archive}.ids`, 'utf8') === ids
  if (!isWritten) save(archive, tags, ids)
  const result = isWritten
    ? 'unchanged'
    : `${Math.round(statSync(archive).size / 1e6)} MB written in ${seconds(builtAt)} s`
  console.error(`· images ${name}: ${tags.length} built in ${seconds(startedAt, builtAt)} s, ${result}`)
}

function save(archive: string, tags: readonly string[], ids: string): void {
  // The ids come last: an archive that was cut short is written again.
  rmSync(`${archive}.ids`, { force: true })
  daemon.docker`save --output ${archive}.partial ${tags}`
  renameSync(`${archive}.partial`, archive)
  writeFileSync(`${archive}.ids`, ids)
}

function buildServices(on: Daemon): string[] {
  makeBaseImage(on)
  buildShared(on)
  for (const image of IMAGES) buildImage(on, image)
  pruneLayers(on)
  return [...IMAGES.map((image) => tagOf(image)), ...buildNextImages(on)]
}

function seconds(from: number, to = performance.now()): string {
  return ((to - from) / 1000).toFixed(1)
}
