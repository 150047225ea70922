import { ROOT, tagOf } from '../lib/services.ts'
import { BASE_IMAGE } from './base-image.ts'
import type { Daemon } from './daemon.ts'

/** The stage that all images share. The tag keeps its layers when dangling images are pruned. */
const BUILD_STAGE = 'local/mymacrotracker-build:dev'

/** Builds the stage that all images share, on this machine's own base image. Returns how many seconds it took. */
export function buildShared(daemon: Daemon): number {
  return build(daemon, ['--target', 'build', '-t', BUILD_STAGE])
}

/** Builds one image with the Dockerfile. Returns how many seconds it took. */
export function buildImage(daemon: Daemon, image: string): number {
  return build(daemon, ['--build-arg', `SERVICE=${image}`, '-t', tagOf(image)])
}

/** Drops layers of earlier builds: each change of a source leaves some 200 MB. */
export function pruneLayers({ docker }: Daemon): void {
  docker`image prune --force --filter until=2h`
}

function build({ docker }: Daemon, words: readonly string[]): number {
  const startedAt = performance.now()
  docker`build --network=host --build-arg BASE_IMAGE=${BASE_IMAGE} ${words} ${ROOT}`
  return (performance.now() - startedAt) / 1000
}
