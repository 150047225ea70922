import { BASE_IMAGE } from './base-image.ts'
import type { Daemon } from './daemon.ts'
import { ROOT, tagOf } from './services.ts'

/** The stage that all images share. Its name keeps the layer with the packages when what is nameless is thrown away. */
const BUILD_STAGE = 'local/mymacrotracker-build:dev'

/** Builds what all images share, on the base image that this machine made. Answers how many seconds it took. */
export function buildShared(daemon: Daemon): number {
  return build(daemon, ['--target', 'build', '-t', BUILD_STAGE])
}

/** Builds one image by the Dockerfile. Answers how many seconds it took. */
export function buildImage(daemon: Daemon, image: string): number {
  return build(daemon, ['--build-arg', `SERVICE=${image}`, '-t', tagOf(image)])
}

/** What earlier builds left: each change of a source leaves some 200 MB of layers. */
export function forgetOldLayers({ docker }: Daemon): void {
  docker('image', 'prune', '--force', '--filter', 'until=2h')
}

function build({ docker }: Daemon, words: readonly string[]): number {
  const startedAt = performance.now()
  docker('build', '--network=host', '--build-arg', `BASE_IMAGE=${BASE_IMAGE}`, ...words, ROOT)
  return (performance.now() - startedAt) / 1000
}
