import type { PeerCertificate } from 'node:tls'

const TRUST_DOMAIN = 'spiffe://mymacrotracker/'
/** `URI:…, DNS:…`; OpenSSL's text, in which Node puts quotes around a value that could be misread. */
const ALTERNATIVE = /([^:,]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/y

/** The alternative name, a URI, in the certificate of a process that runs a module. */
export function peerUri(module: string): string {
  return `${TRUST_DOMAIN}${module}`
}

/** The modules named in a certificate. A quoted value is never ours. */
export function modulesNamedIn(subjectAltName: string | undefined): ReadonlySet<string> {
  const names = new Set<string>()
  const text = subjectAltName ?? ''
  ALTERNATIVE.lastIndex = 0
  for (let read = 0; read < text.length; read = ALTERNATIVE.lastIndex) {
    const [, kind, value] = ALTERNATIVE.exec(text) ?? []
    if (value === undefined) return new Set()
    if (kind === 'URI' && value.startsWith(TRUST_DOMAIN)) names.add(value.slice(TRUST_DOMAIN.length))
  }
  names.delete('')
  return names
}

/** Checks that a server is the service being called, wherever it runs. */
export function checkServerIsService(service: string, certificate: PeerCertificate): Error | undefined {
  if (modulesNamedIn(certificate.subjectaltname).has(service)) return undefined
  return new Error(`the server's certificate does not name ${service}`)
}
