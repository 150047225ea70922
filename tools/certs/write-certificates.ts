import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { peerUri } from '@mymacrotracker/rpc'
import { createAuthority, issueCertificate, type KeyedCertificate } from './authority.ts'

/** A process that gets a certificate: the name of its files, and the modules it runs. */
export interface CertifiedProcess {
  name: string
  modules: readonly string[]
}

interface Options {
  folder: string
  processes: readonly CertifiedProcess[]
  days: number
  force: boolean
}

const AUTHORITY_DAYS = 3650

/** Writes certificates for processes. An authority that is there is used; a certificate that is there is replaced by force only. */
export function writeCertificates({ folder, processes, days, force }: Options): {
  authority: 'made' | 'found'
  written: readonly CertifiedProcess[]
} {
  const there = processes.filter(
    ({ name }) => existsSync(join(folder, `${name}.crt`)) || existsSync(join(folder, `${name}.key`)),
  )
  if (there.length > 0 && !force)
    throw new Error(
      `there already: ${there.map(({ name }) => `${name}.crt`).join(', ')} in ${folder}; --force replaces them`,
    )
  mkdirSync(folder, { recursive: true })
  const found = existsSync(join(folder, 'ca.crt')) && existsSync(join(folder, 'ca.key'))
  const authority = found
    ? read(folder, 'ca')
    : createAuthority({ name: 'MyMacroTracker development', days: AUTHORITY_DAYS })
  if (!found) write(folder, 'ca', authority)
  for (const { name, modules } of processes) {
    write(
      folder,
      name,
      issueCertificate(authority, {
        name,
        uris: modules.map(peerUri),
        dnsNames: ['localhost', ...modules],
        days,
      }),
    )
  }
  return { authority: found ? 'found' : 'made', written: processes }
}

function read(folder: string, name: string): KeyedCertificate {
  return {
    cert: readFileSync(join(folder, `${name}.crt`), 'utf8'),
    key: readFileSync(join(folder, `${name}.key`), 'utf8'),
  }
}

/** Each file is whole at any moment, for processes that read them again when they change. */
function write(folder: string, name: string, { cert, key }: KeyedCertificate): void {
  for (const [ending, text, mode] of [
    ['key', key, 0o600],
    ['crt', cert, 0o644],
  ] as const) {
    const path = join(folder, `${name}.${ending}`)
    writeFileSync(`${path}.new`, text, { mode })
    renameSync(`${path}.new`, path)
  }
}
