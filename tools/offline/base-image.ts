import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { execaSync } from 'execa'
import { inNewFolder } from '../lib/folders.ts'
import type { Daemon } from './daemon.ts'

export const BASE_IMAGE = 'local/node-base:24'

const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt'
/** Programs that run in a build (pnpm, buf, tsc) are linked against these and nothing else. */
const LIBRARY_PACKAGES = ['libc6', 'libgcc-s1', 'libstdc++6']
const FOLDERS = ['bin', 'usr/bin', 'usr/local/bin', 'usr/local/lib/node_modules', 'root', 'tmp', 'etc']
const DOCKERFILE = `FROM scratch
COPY . /
RUN ["/bin/busybox", "--install", "-s", "/bin"]
ENV PATH=/usr/local/bin:/bin HOME=/root NODE_EXTRA_CA_CERTS=${CA_BUNDLE} SSL_CERT_FILE=${CA_BUNDLE}
`

/**
 * Makes the Dockerfile's BASE_IMAGE without a registry: this Node, Debian's C libraries, busybox as the shell, and this
 * machine's npm and certificate authorities. It only builds; nothing of it but Node reaches an image.
 */
export function makeBaseImage({ docker }: Daemon): void {
  inNewFolder('base', (root) => {
    for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true })
    copyFileSync(process.execPath, join(root, 'usr/local/bin/node'))
    for (const path of libraries()) copyInto(root, path)
    const npm = join(execaSync`npm root --global`.stdout.trim(), 'npm')
    cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true })
    for (const name of ['npm', 'npx'])
      symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name))
    copyBusybox(root)
    symlinkSync('/bin/env', join(root, 'usr/bin/env'))
    if (existsSync(CA_BUNDLE)) copyInto(root, CA_BUNDLE)
    writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n')
    writeFileSync(join(root, 'etc/group'), 'root:x:0:\n')
    writeFileSync(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n')
    const dockerfile = `${root}.dockerfile`
    writeFileSync(dockerfile, DOCKERFILE)
    try {
      docker`build --quiet -t ${BASE_IMAGE} -f ${dockerfile} ${root}`
    } finally {
      rmSync(dockerfile)
    }
  })
}

/** The paths of Debian's packages, where the loader looks. */
function libraries(): string[] {
  return execaSync`dpkg -L ${LIBRARY_PACKAGES}`.stdout
    .split('\n')
    .filter((path) => /\.so(\.\d+)*$/.test(path) && existsSync(path))
}

/** From Debian's package, without installing it. */
function copyBusybox(root: string): void {
  inNewFolder('busybox', (folder) => {
    const at = { cwd: folder, shell: true }
    execaSync('apt-get download -qq busybox-static && dpkg-deb -x *.deb .', at)
    copyFileSync(join(folder, 'bin/busybox'), join(root, 'bin/busybox'))
  })
}

function copyInto(root: string, path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  copyFileSync(realpathSync(path), join(root, path))
}
