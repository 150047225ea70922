import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kafkaJars } from '../brokers/kafka-jars.ts'
import type { Daemon } from './daemon.ts'
import { ROOT } from './services.ts'

const DEBIAN_IMAGE = 'local/debian:12'
const POSTGRES_HA_IMAGE = 'local/postgres-ha:1'
const KAFKA_IMAGE = 'local/kafka:1'
const INGRESS_IMAGE = 'local/ingress:1'
const CLUSTER = join(ROOT, 'k8s/cluster')
const DATA = join(CLUSTER, 'data')

/** Postgres under Patroni, and Kafka, on Debian. Answers the tags. */
export function buildDataImages(daemon: Daemon): string[] {
  makeDebianImage(daemon)
  daemon.docker('build', '--network=host', '-t', POSTGRES_HA_IMAGE, join(DATA, 'postgres'))
  inNewFolder((context) => {
    cpSync(join(DATA, 'kafka'), context, { recursive: true })
    cpSync(kafkaJars(), join(context, 'libs'), { recursive: true })
    cpSync(join(ROOT, 'tools/brokers/kafka/log4j2.yaml'), join(context, 'log4j2.yaml'))
    daemon.docker('build', '--network=host', '-t', KAFKA_IMAGE, context)
  })
  return [POSTGRES_HA_IMAGE, KAFKA_IMAGE]
}

/** HAProxy on Debian. Answers the tags. */
export function buildIngressImage(daemon: Daemon): string[] {
  makeDebianImage(daemon)
  daemon.docker('build', '--network=host', '-t', INGRESS_IMAGE, join(CLUSTER, 'ingress'))
  return [INGRESS_IMAGE]
}

/** Made once: a later one would be another image, and everything on it would be built anew. */
function makeDebianImage({ docker }: Daemon): void {
  if (docker('image', 'ls', '--quiet', DEBIAN_IMAGE)) return
  inNewFolder((folder) => {
    const archive = join(folder, 'debian.tar')
    const { status } = spawnSync('bash', [join(DATA, 'debian.sh'), archive], { stdio: ['ignore', 2, 2] })
    if (status !== 0) throw new Error('Debian could not be installed into a folder; see above')
    docker('import', '--change', 'ENV LANG=C.UTF-8', archive, DEBIAN_IMAGE)
  })
}

function inNewFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'mmt-data-'))
  try {
    work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
