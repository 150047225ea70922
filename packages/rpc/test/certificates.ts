import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  loadPeerCertificates,
  peerUri,
  type CertificateFiles,
  type PeerCertificates,
} from '@mymacrotracker/rpc'
import {
  createAuthority,
  issueCertificate,
  type KeyedCertificate,
} from '@mymacrotracker/testing/certificates'

interface Leaf {
  modules: readonly string[]
  from?: Date
  days?: number
  authority?: KeyedCertificate
  uris?: readonly string[]
}

/** An authority for one test, and certificates issued by it on demand. */
export interface TestCertificates {
  readonly authority: KeyedCertificate
  files(leaf: Leaf): Promise<CertificateFiles>
  /** Puts another certificate into files that are in use. */
  replace(files: CertificateFiles, leaf: Leaf): Promise<void>
  open(leaf: Leaf): Promise<PeerCertificates>
  close(): void
}

export async function createTestCertificates(): Promise<TestCertificates> {
  const folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-certs-'))
  const authority = await createAuthority({ name: 'a test', days: 2 })
  const opened: PeerCertificates[] = []
  let made = 0
  const replace = async (
    files: CertificateFiles,
    { modules, days = 1, from, authority: by = authority, uris = modules.map(peerUri) }: Leaf,
  ) => {
    const { cert, key } = await issueCertificate(by, {
      name: modules[0] ?? 'nobody',
      uris,
      days,
      ...(from && { from }),
    })
    writeFileSync(files.key, key)
    writeFileSync(files.cert, cert)
  }
  const files = async (leaf: Leaf) => {
    const base = join(folder, String(made++))
    const paths = { ca: `${base}.ca.crt`, cert: `${base}.crt`, key: `${base}.key` }
    writeFileSync(paths.ca, authority.cert)
    await replace(paths, leaf)
    return paths
  }
  return {
    authority,
    files,
    replace,
    async open(leaf) {
      const certificates = loadPeerCertificates(await files(leaf))
      opened.push(certificates)
      return certificates
    },
    close() {
      for (const each of opened) each.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
