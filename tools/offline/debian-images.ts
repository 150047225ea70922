import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { kafkaJars } from '@mymacrotracker/testing/brokers'
import { execaSync } from 'execa'
import { inNewFolder } from '../lib/folders.ts'
import { ROOT } from '../lib/services.ts'
import type { Daemon } from './daemon.ts'

const DEBIAN_IMAGE = 'local/debian:12'
const POSTGRES_HA_IMAGE = 'local/postgres-ha:1'
const KAFKA_IMAGE = 'local/kafka:1'
const INGRESS_IMAGE = 'local/ingress:1'
const CLUSTER = join(ROOT, 'tools/offline/cluster')
const DATA = join(CLUSTER, 'data')

/** Postgres under Patroni, and Kafka, on Debian. Returns the tags. */
export function buildDataImages(daemon: Daemon): string[] {
  makeDebianImage(daemon)
  const { docker } = daemon
  docker`build --network=host -t ${POSTGRES_HA_IMAGE} ${join(DATA, 'postgres')}`
  inNewFolder('kafka-image', (context) => {
    cpSync(join(DATA, 'kafka'), context, { recursive: true })
    cpSync(kafkaJars(), join(context, 'libs'), { recursive: true })
    cpSync(join(ROOT, 'packages/testing/kafka/log4j2.yaml'), join(context, 'log4j2.yaml'))
    docker`build --network=host -t ${KAFKA_IMAGE} ${context}`
  })
  return [POSTGRES_HA_IMAGE, KAFKA_IMAGE]
}

/** HAProxy on Debian. Returns the tags. */
export function buildIngressImage(daemon: Daemon): string[] {
  makeDebianImage(daemon)
  daemon.docker`build --network=host -t ${INGRESS_IMAGE} ${join(CLUSTER, 'ingress')}`
  return [INGRESS_IMAGE]
}

/** Made once: another one would rebuild everything that is based on it. */
function makeDebianImage({ docker }: Daemon): void {
  if (docker`image ls --quiet ${DEBIAN_IMAGE}`) return
  inNewFolder('debian-image', (folder) => {
    const archive = join(folder, 'debian.tar')
    execaSync({ stdio: ['ignore', 2, 2] })`bash ${join(DATA, 'debian.sh')} ${archive}`
    docker`import --change ${'ENV LANG=C.UTF-8'} ${archive} ${DEBIAN_IMAGE}`
  })
}
