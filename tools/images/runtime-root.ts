// The root of every image: this Node and what it loads, and a user that is not root.
//   node tools/images/runtime-root.ts <folder>
import {
  chmodSync,
  copyFileSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { loadedLibraries } from './loaded-libraries.ts'

const USER_ID = 65532
/** The same time for all files: builds on different machines then make the same layer, which a registry stores once. */
const MADE_AT_S = 1

const root = process.argv[2]!
for (const folder of ['usr/local/bin', 'etc', 'tmp', 'dev', 'proc', 'sys'])
  mkdirSync(join(root, folder), { recursive: true })
chmodSync(join(root, 'tmp'), 0o1777)
take(process.execPath, '/usr/local/bin/node')
for (const path of loadedLibraries()) take(realpathSync(path), path)
writeFileSync(join(root, 'etc/passwd'), `app:x:${USER_ID}:${USER_ID}::/tmp:/sbin/nologin\n`)
writeFileSync(join(root, 'etc/group'), `app:x:${USER_ID}:\n`)
writeFileSync(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n')
for (const path of [root, ...readdirSync(root, { recursive: true }).map((each) => join(root, String(each)))])
  lutimesSync(path, MADE_AT_S, MADE_AT_S)

function take(from: string, as: string): void {
  mkdirSync(join(root, dirname(as)), { recursive: true })
  copyFileSync(from, join(root, as))
}
