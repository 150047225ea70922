import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Daemon } from './daemon.ts'

export const BASE_IMAGE = 'local/node-base:24'

const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt'
/** Programs that run in a build (pnpm, buf, tsc) are linked against these and nothing else. */
const LIBRARY_PACKAGES = ['libc6', 'libgcc-s1', 'libstdc++6']
const DOCKERFILE = `FROM scratch
COPY . /
RUN ["/bin/busybox", "--install", "-s", "/bin"]
ENV PATH=/usr/local/bin:/bin HOME=/root NODE_EXTRA_CA_CERTS=${CA_BUNDLE} SSL_CERT_FILE=${CA_BUNDLE}
`

/**
 * Makes what BASE_IMAGE of the Dockerfile is where no image registry can be reached: this Node, Debian's C libraries,
 * busybox as the shell, and this machine's npm and certificate authorities. It only builds; none of it but Node goes on.
 */
export function makeBaseImage({ docker }: Daemon): void {
  const root = mkdtempSync(join(tmpdir(), 'mmt-base-'))
  try {
    for (const folder of [
      'bin',
      'usr/bin',
      'usr/local/bin',
      'usr/local/lib/node_modules',
      'root',
      'tmp',
      'etc',
    ])
      mkdirSync(join(root, folder), { recursive: true })
    copyFileSync(process.execPath, join(root, 'usr/local/bin/node'))
    for (const path of libraries()) copyInto(root, path)
    cpSync(npmFolder(), join(root, 'usr/local/lib/node_modules/npm'), { recursive: true })
    for (const name of ['npm', 'npx'])
      symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name))
    takeBusybox(root)
    symlinkSync('/bin/env', join(root, 'usr/bin/env'))
    if (existsSync(CA_BUNDLE)) copyInto(root, CA_BUNDLE)
    writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n')
    writeFileSync(join(root, 'etc/group'), 'root:x:0:\n')
    writeFileSync(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n')
    writeFileSync(`${root}.dockerfile`, DOCKERFILE)
    docker('build', '--quiet', '-t', BASE_IMAGE, '-f', `${root}.dockerfile`, root)
  } finally {
    rmSync(root, { recursive: true, force: true })
    rmSync(`${root}.dockerfile`, { force: true })
  }
}

/** Where Debian's packages have them, and where the loader looks. */
function libraries(): string[] {
  return output('dpkg', ['-L', ...LIBRARY_PACKAGES])
    .split('\n')
    .filter((path) => /\.so(\.\d+)*$/.test(path) && existsSync(path))
}

function npmFolder(): string {
  return join(output('npm', ['root', '--global']).trim(), 'npm')
}

/** Out of Debian's package, without installing it. */
function takeBusybox(root: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'mmt-busybox-'))
  output('sh', ['-c', 'cd "$1" && apt-get download -qq busybox-static && dpkg-deb -x *.deb .', 'sh', folder])
  copyFileSync(join(folder, 'bin/busybox'), join(root, 'bin/busybox'))
  rmSync(folder, { recursive: true, force: true })
}

function copyInto(root: string, path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  copyFileSync(realpathSync(path), join(root, path))
}

function output(command: string, words: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${words.join(' ')}: ${stderr || error?.message}`)
  return stdout
}
