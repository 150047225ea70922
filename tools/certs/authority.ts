import {
  X509Certificate,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'
import {
  bits,
  explicit,
  implicit,
  integer,
  objectId,
  octets,
  sequence,
  set,
  text,
  time,
  truth,
} from './der.ts'

/** PEM of a certificate and its private key. */
export interface KeyedCertificate {
  cert: string
  key: string
}

export interface LeafOptions {
  name: string
  /** Subject alternative names. */
  uris: readonly string[]
  dnsNames?: readonly string[]
  days: number
  /** When it begins to be valid; a minute ago when not said, for clocks that differ. */
  from?: Date
}

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKey: '2.5.29.35',
  extendedUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const
const DAY_MS = 86_400_000

/** An authority of its own for a set of processes. Its key signs certificates and nothing else. */
export function createAuthority({ name, days }: { name: string; days: number }): KeyedCertificate {
  const { privateKey, publicKey } = newKeys()
  const keySignsCertificates = bits(Buffer.from([0b0000_0100]), 2)
  const extensions = [
    extension(OID.basicConstraints, sequence(truth()), true),
    extension(OID.keyUsage, keySignsCertificates, true),
    extension(OID.subjectKey, octets(keyIdOf(publicKey))),
  ]
  return {
    cert: signed({ subject: name, issuer: name, publicKey, days, extensions }, privateKey),
    key: pemOf(privateKey),
  }
}

/** A certificate for either end of a connection. */
export function issueCertificate(
  authority: KeyedCertificate,
  { name, uris, dnsNames = [], days, from }: LeafOptions,
): KeyedCertificate {
  const { privateKey, publicKey } = newKeys()
  const authorityKey = createPrivateKey(authority.key)
  const alternatives = [
    ...uris.map((uri) => implicit(6, Buffer.from(uri))),
    ...dnsNames.map((dns) => implicit(2, Buffer.from(dns))),
  ]
  const digitalSignature = bits(Buffer.from([0b1000_0000]), 7)
  const extensions = [
    extension(OID.basicConstraints, sequence(), true),
    extension(OID.keyUsage, digitalSignature, true),
    extension(OID.extendedUsage, sequence(objectId(OID.serverAuth), objectId(OID.clientAuth))),
    extension(OID.alternativeNames, sequence(...alternatives)),
    extension(OID.subjectKey, octets(keyIdOf(publicKey))),
    extension(OID.authorityKey, sequence(implicit(0, keyIdOf(createPublicKey(authorityKey))))),
  ]
  return {
    cert: signed(
      { subject: name, issuer: commonNameOf(authority), publicKey, days, from, extensions },
      authorityKey,
    ),
    key: pemOf(privateKey),
  }
}

interface Body {
  subject: string
  issuer: string
  publicKey: KeyObject
  days: number
  from?: Date | undefined
  extensions: readonly Buffer[]
}

function signed(
  { subject, issuer, publicKey, days, from = new Date(Date.now() - 60_000), extensions }: Body,
  key: KeyObject,
): string {
  const algorithm = sequence(objectId(OID.ecdsaWithSha256))
  const serial = integer(Buffer.concat([Buffer.from([1]), randomBytes(15)]))
  const validity = sequence(time(from), time(new Date(from.getTime() + days * DAY_MS)))
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    serial,
    algorithm,
    nameOf(issuer),
    validity,
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  )
  const bytes = sequence(body, algorithm, bits(sign('sha256', body, key)))
  return `-----BEGIN CERTIFICATE-----\n${bytes
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n')}\n-----END CERTIFICATE-----\n`
}

const commonNameOf = ({ cert }: KeyedCertificate) => /^CN=(.+)$/m.exec(new X509Certificate(cert).subject)![1]!
const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const nameOf = (commonName: string) => sequence(set(sequence(objectId(OID.commonName), text(commonName))))
const keyIdOf = (publicKey: KeyObject) =>
  createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest()

function extension(id: string, value: Uint8Array, critical = false): Buffer {
  return sequence(objectId(id), ...(critical ? [truth()] : []), octets(value))
}
