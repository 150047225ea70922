import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  loadPeerCertificates,
  peerUri,
  type CertificateFiles,
  type PeerCertificates,
} from '@mymacrotracker/rpc'
import { createAuthority, issueCertificate, type KeyedCertificate } from '../../../tools/certs/authority.ts'

interface Leaf {
  modules: readonly string[]
  from?: Date
  days?: number
  authority?: KeyedCertificate
  uris?: readonly string[]
}

/** An authority for one test, and the certificates that it is asked for. */
export interface TestCertificates {
  readonly authority: KeyedCertificate
  files(leaf: Leaf): CertificateFiles
  /** Puts another certificate into files that are in use. */
  replace(files: CertificateFiles, leaf: Leaf): void
  open(leaf: Leaf): PeerCertificates
  close(): void
}

export function createTestCertificates(): TestCertificates {
  const folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-certs-'))
  const authority = createAuthority({ name: 'a test', days: 2 })
  const opened: PeerCertificates[] = []
  let made = 0
  const replace = (
    files: CertificateFiles,
    { modules, days = 1, from, authority: by = authority, uris = modules.map(peerUri) }: Leaf,
  ) => {
    const { cert, key } = issueCertificate(by, {
      name: modules[0] ?? 'nobody',
      uris,
      days,
      ...(from && { from }),
    })
    writeFileSync(files.key, key)
    writeFileSync(files.cert, cert)
  }
  const files = (leaf: Leaf) => {
    const base = join(folder, String(made++))
    const paths = { ca: `${base}.ca.crt`, cert: `${base}.crt`, key: `${base}.key` }
    writeFileSync(paths.ca, authority.cert)
    replace(paths, leaf)
    return paths
  }
  return {
    authority,
    files,
    replace,
    open(leaf) {
      const certificates = loadPeerCertificates(files(leaf))
      opened.push(certificates)
      return certificates
    },
    close() {
      for (const each of opened) each.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
