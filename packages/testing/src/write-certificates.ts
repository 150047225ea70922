import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { peerUri } from '@mymacrotracker/rpc'
import { createAuthority, issueCertificate, type KeyedCertificate } from './authority.ts'

/** A process that gets a certificate: the base name of its files, and the modules it runs. */
export interface CertifiedProcess {
  name: string
  modules: readonly string[]
}

interface Options {
  folder: string
  processes: readonly CertifiedProcess[]
  days: number
  /** Replaces certificates that exist already. */
  force?: boolean
}

const AUTHORITY_DAYS = 3650

/** Writes certificates for processes; the folder's authority is reused if there is one. */
export async function writeCertificates({
  folder,
  processes,
  days,
  force = false,
}: Options): Promise<{ authority: 'made' | 'found' }> {
  const existing = processes.filter(
    ({ name }) => existsSync(join(folder, `${name}.crt`)) || existsSync(join(folder, `${name}.key`)),
  )
  if (existing.length > 0 && !force)
    throw new Error(
      `there already: ${existing.map(({ name }) => `${name}.crt`).join(', ')} in ${folder}; --force replaces them`,
    )
  mkdirSync(folder, { recursive: true })
  const found = existsSync(join(folder, 'ca.crt')) && existsSync(join(folder, 'ca.key'))
  const authority = found
    ? read(folder, 'ca')
    : await createAuthority({ name: 'MyMacroTracker development', days: AUTHORITY_DAYS })
  if (!found) write(folder, 'ca', authority)
  for (const { name, modules } of processes) {
    const names = { name, uris: modules.map(peerUri), dnsNames: ['localhost', ...modules] }
    write(folder, name, await issueCertificate(authority, { ...names, days }))
  }
  return { authority: found ? 'found' : 'made' }
}

function read(folder: string, name: string): KeyedCertificate {
  const text = (ending: string) => readFileSync(join(folder, `${name}.${ending}`), 'utf8')
  return { cert: text('crt'), key: text('key') }
}

/** Each file is replaced in one step: processes read them again when they change. */
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
