import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs'

/** What the tools here call, and Debian's package that has it. */
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

/** Installs what is missing, as root on Debian. No package starts a daemon for the machine. */
export function installMissing(): void {
  if (process.getuid?.() !== 0) throw new Error('root is needed: it starts a docker daemon of its own')
  const missing = Object.entries(PROGRAMS)
    .filter(([program]) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
    .map(([, name]) => name)
  if (missing.length === 0) return
  console.log(`· installing ${[...new Set(missing)].join(', ')}`)
  const keepsPolicy = existsSync(POLICY)
  if (!keepsPolicy) {
    writeFileSync(POLICY, '#!/bin/sh\nexit 101\n')
    chmodSync(POLICY, 0o755)
  }
  try {
    apt('update', '-qq')
    apt('install', '-qqy', '--no-install-recommends', ...new Set(missing))
  } finally {
    if (!keepsPolicy) rmSync(POLICY)
  }
}

function apt(...words: string[]): void {
  const { status, stdout, stderr, error } = spawnSync('apt-get', words, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0)
    throw new Error(`apt-get ${words.join(' ')}: ${(stdout + stderr).slice(-2000) || error?.message}`)
}
