import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { experimental, type ChannelCredentials, type ServerCredentials } from '@grpc/grpc-js'
import { checkServerIsService, modulesNamedIn } from './peer-name.ts'

/** Paths of PEM files: the authority's certificates, this process's certificate (with what lies between), its key. */
export interface CertificateFiles {
  ca: string
  cert: string
  key: string
}

/** What this process proves itself with, and whom it believes. Both ends of a connection take it. */
export interface PeerCertificates {
  /** The modules that the certificate in use speaks for. */
  readonly modules: ReadonlySet<string>
  readonly expiresAt: Date
  readonly server: ServerCredentials
  readonly channel: ChannelCredentials
  close(): void
}

interface Options {
  /** Files that changed and cannot be used; what was read before stays in use. */
  onRefused?: (error: Error) => void
  onRenewed?: (expiresAt: Date) => void
  pollMs?: number
}

interface Loaded {
  ca: Buffer
  cert: Buffer
  key: Buffer
  leaf: X509Certificate
}

/**
 * Reads certificates, and reads them again when a file changes: new connections use the new ones, with no restart. A key
 * that does not belong to its certificate is what a renewal looks like half-way, and waits for the next look.
 */
export function loadPeerCertificates(
  files: CertificateFiles,
  { onRefused, onRenewed, pollMs = 5_000 }: Options = {},
): PeerCertificates {
  let stamp = stampOf(files)
  let current = read(files)
  const provider = new Provider(() => current)
  const timer = setInterval(() => {
    const now = stampOf(files)
    if (now === stamp) return
    stamp = now
    try {
      current = read(files)
      provider.tell()
      onRenewed?.(current.leaf.validToDate)
    } catch (error) {
      onRefused?.(error as Error)
    }
  }, pollMs).unref()
  return {
    get modules() {
      return modulesNamedIn(current.leaf.subjectAltName)
    },
    get expiresAt() {
      return current.leaf.validToDate
    },
    server: experimental.createCertificateProviderServerCredentials(provider, provider, true),
    channel: experimental.createCertificateProviderChannelCredentials(provider, provider, {
      checkServerIdentity: checkServerIsService,
    }),
    close: () => clearInterval(timer),
  }
}

/** Tells grpc-js of certificates. It is told on a later tick, as grpc-js expects of its own providers. */
class Provider implements experimental.CertificateProvider {
  readonly #current: () => Loaded
  readonly #ca = new Set<experimental.CaCertificateUpdateListener>()
  readonly #identity = new Set<experimental.IdentityCertificateUpdateListener>()

  constructor(current: () => Loaded) {
    this.#current = current
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#ca.add(listener)
    process.nextTick(() => this.#tellCa(listener))
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#identity.add(listener)
    process.nextTick(() => this.#tellIdentity(listener))
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#ca.delete(listener)
  }
  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#identity.delete(listener)
  }

  tell(): void {
    for (const listener of this.#identity) this.#tellIdentity(listener)
    for (const listener of this.#ca) this.#tellCa(listener)
  }

  #tellCa(listener: experimental.CaCertificateUpdateListener): void {
    listener({ caCertificate: this.#current().ca })
  }
  #tellIdentity(listener: experimental.IdentityCertificateUpdateListener): void {
    const { cert, key } = this.#current()
    listener({ certificate: cert, privateKey: key })
  }
}

function read(files: CertificateFiles): Loaded {
  const [ca, cert, key] = [readFileSync(files.ca), readFileSync(files.cert), readFileSync(files.key)]
  createSecureContext({ ca, cert, key })
  void new X509Certificate(ca)
  return { ca, cert, key, leaf: new X509Certificate(cert) }
}

/** Changes with any of the files; a file that is away for a moment changes it too. */
function stampOf({ ca, cert, key }: CertificateFiles): string {
  return [ca, cert, key]
    .map((path) => {
      const info = statSync(path, { throwIfNoEntry: false })
      return info ? `${info.mtimeMs}/${info.ino}/${info.size}` : 'none'
    })
    .join(' ')
}
