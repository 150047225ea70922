import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ConfigFault } from '@mymacrotracker/config'
import { loadPeerCertificates, type CertificateFiles, type PeerCertificates } from '@mymacrotracker/rpc'
import type { Logger } from '@mymacrotracker/telemetry'
import type { ProcessSettings } from './settings.ts'

/** Paths of the PEM files, when all three are given. */
function filesOf({
  TLS_CA: ca,
  TLS_CERT: cert,
  TLS_KEY: key,
}: ProcessSettings): CertificateFiles | undefined {
  return ca && cert && key ? { ca, cert, key } : undefined
}

/** Certificates for calls between processes, read again when their files change. */
export function openCertificates(env: ProcessSettings, logger: Logger): PeerCertificates | undefined {
  const files = filesOf(env)
  return (
    files &&
    loadPeerCertificates(files, {
      onRenewed: (expiresAt) => logger.info({ expiresAt }, 'new certificates are in use'),
      onRefused: (error) =>
        logger.warn(
          { err: error },
          'the certificate files changed but cannot be used: the previous ones stay in use',
        ),
    })
  )
}

/** Checks the files before anything starts. */
export function certificateFaults(env: ProcessSettings): ConfigFault[] {
  const files = filesOf(env)
  if (!files) return []
  const unreadable = unreadableOf(files)
  if (unreadable.length > 0) return unreadable
  try {
    const certificates = loadPeerCertificates(files)
    certificates.close()
    return [...leafFaults(files), ...namingFaults(certificates, env.MODULES)]
  } catch (error) {
    return [
      {
        variable: 'TLS_KEY',
        message: `does not match TLS_CERT and TLS_CA, or one of them is not PEM: ${(error as Error).message}`,
      },
    ]
  }
}

function unreadableOf({ ca, cert, key }: CertificateFiles): ConfigFault[] {
  return (
    [
      ['TLS_CA', ca],
      ['TLS_CERT', cert],
      ['TLS_KEY', key],
    ] as const
  ).flatMap(([variable, path]) => {
    try {
      readFileSync(path)
      return []
    } catch (error) {
      return [
        {
          variable,
          message: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'} ${path}`,
        },
      ]
    }
  })
}

function leafFaults({ ca, cert }: CertificateFiles): ConfigFault[] {
  const [leaf, ...between] = certificatesIn(readFileSync(cert, 'utf8'))
  const issuers = [...between, ...certificatesIn(readFileSync(ca, 'utf8'))]
  const fault = (message: string): ConfigFault[] => [{ variable: 'TLS_CERT', message }]
  const now = Date.now()
  if (leaf!.validToDate.getTime() <= now) return fault(`expired at ${leaf!.validToDate.toISOString()}`)
  if (leaf!.validFromDate.getTime() > now)
    return fault(`is not valid before ${leaf!.validFromDate.toISOString()}`)
  return issuers.some((issuer) => leaf!.checkIssued(issuer) && leaf!.verify(issuer.publicKey))
    ? []
    : fault('is not signed by TLS_CA')
}

function namingFaults({ modules }: PeerCertificates, here: readonly string[]): ConfigFault[] {
  const unnamed = here.filter((name) => !modules.has(name))
  return unnamed.length === 0
    ? []
    : [
        {
          variable: 'TLS_CERT',
          message: `names ${[...modules].join(', ') || 'no module'}, and not ${unnamed.join(', ')}, which run${unnamed.length === 1 ? 's' : ''} here`,
        },
      ]
}

function certificatesIn(pem: string): X509Certificate[] {
  return (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map(
    (each) => new X509Certificate(each),
  )
}
