import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { execaSync } from 'execa'

/** Programs that the tools call, and the Debian package of each. */
const PROGRAMS = {
  dockerd: 'docker.io',
  docker: 'docker.io',
  setpriv: 'util-linux',
  flock: 'util-linux',
  unshare: 'util-linux',
  'apt-get': 'apt',
  'dpkg-deb': 'dpkg',
  ip: 'iproute2',
  iptables: 'iptables',
  nsenter: 'util-linux',
} as const
const POLICY = '/usr/sbin/policy-rc.d'

/** Installs what is missing, as root on Debian. No package may start a daemon on the machine. */
export function installMissing(): void {
  if (process.getuid?.() !== 0) throw new Error('root is needed: it starts a docker daemon of its own')
  const missing = Object.entries(PROGRAMS)
    .filter(([program]) => execaSync(`command -v ${program}`, { shell: true, reject: false }).failed)
    .map(([, name]) => name)
  if (missing.length === 0) return
  console.log(`· installing ${[...new Set(missing)].join(', ')}`)
  const keepsPolicy = existsSync(POLICY)
  if (!keepsPolicy) {
    writeFileSync(POLICY, '#!/bin/sh\nexit 101\n')
    chmodSync(POLICY, 0o755)
  }
  try {
    const apt = execaSync({ env: { DEBIAN_FRONTEND: 'noninteractive' } })
    apt`apt-get update -qq`
    apt`apt-get install -qqy --no-install-recommends ${[...new Set(missing)]}`
  } finally {
    if (!keepsPolicy) rmSync(POLICY)
  }
}
