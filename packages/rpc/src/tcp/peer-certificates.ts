import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { experimental, type ChannelCredentials, type ServerCredentials } from '@grpc/grpc-js'
import { checkServerIsService, modulesNamedIn } from './peer-name.ts'

/** Paths of PEM files: the authority's certificates, this process's certificate with its intermediates, its key. */
export interface CertificateFiles {
  ca: string
  cert: string
  key: string
}

/** This process's certificate and the authorities it trusts, for both ends of a connection. */
export interface PeerCertificates {
  /** The modules named in the certificate in use. */
  readonly modules: ReadonlySet<string>
  readonly expiresAt: Date
  readonly server: ServerCredentials
  readonly channel: ChannelCredentials
  close(): void
}

interface Options {
  /** Called when files changed but cannot be used; the previous ones stay in use. */
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
 * Reads certificates, and reads them again when a file changes: new connections use the new ones, without a restart. A key that
 * does not match its certificate is a renewal half done, and is retried at the next poll.
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
      provider.sendAll()
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

/** Passes certificates to grpc-js, on a later tick, as grpc-js' own providers do. */
class Provider implements experimental.CertificateProvider {
  readonly #current: () => Loaded
  readonly #ca = new Set<experimental.CaCertificateUpdateListener>()
  readonly #identity = new Set<experimental.IdentityCertificateUpdateListener>()

  constructor(current: () => Loaded) {
    this.#current = current
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#ca.add(listener)
    process.nextTick(() => this.#sendCa(listener))
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#identity.add(listener)
    process.nextTick(() => this.#sendIdentity(listener))
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#ca.delete(listener)
  }
  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#identity.delete(listener)
  }

  sendAll(): void {
    for (const listener of this.#identity) this.#sendIdentity(listener)
    for (const listener of this.#ca) this.#sendCa(listener)
  }

  #sendCa(listener: experimental.CaCertificateUpdateListener): void {
    listener({ caCertificate: this.#current().ca })
  }
  #sendIdentity(listener: experimental.IdentityCertificateUpdateListener): void {
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

/** Changes when any of the files changes or is missing. */
function stampOf({ ca, cert, key }: CertificateFiles): string {
  return [ca, cert, key]
    .map((path) => {
      const info = statSync(path, { throwIfNoEntry: false })
      return info ? `${info.mtimeMs}/${info.ino}/${info.size}` : 'none'
    })
    .join(' ')
}
