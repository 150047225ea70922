import { derive } from './derive.ts'
import { sealerOf, type Sealer } from './sealer.ts'

/** The keys of one service: nothing that another service keeps or signs can be opened or made with them. */
export interface ServiceKey {
  /** 32 bytes for one purpose; the same each time. */
  derive(purpose: string): Buffer
  /** The same from each secret, the one that counts first. */
  deriveAll(purpose: string): [Buffer, ...Buffer[]]
  /** Encrypts for one purpose, and opens what any of the secrets sealed. */
  sealer(purpose: string): Sealer
  /** Names each secret, the first one first, and tells nothing of it. */
  readonly fingerprints: readonly [string, ...string[]]
}

/** The keys that a process holds: of some services or of all. */
export interface Keys {
  has(service: string): boolean
  /** Throws when the process was not given the keys of this service. */
  forService(service: string): ServiceKey
}

/** Secrets of 32 bytes that a service's keys come from. */
export interface ServiceSecrets {
  /** Seals and makes with the first; the others open and recognise. */
  secrets: readonly [Buffer, ...Buffer[]]
  /** Keys for a purpose from before services had keys of their own: they open and recognise as well. */
  earlier?: (purpose: string) => readonly Buffer[]
}

export function serviceKeyOf(
  service: string,
  { secrets: [first, ...others], earlier = () => [] }: ServiceSecrets,
): ServiceKey {
  const from = (secret: Buffer, purpose: string) => derive(secret, `${service}/${purpose}`)
  const fingerprint = (secret: Buffer) => from(secret, 'fingerprint').toString('hex', 0, 8)
  const deriveAll = (purpose: string): [Buffer, ...Buffer[]] => [
    from(first, purpose),
    ...others.map((each) => from(each, purpose)),
    ...earlier(purpose),
  ]
  return {
    derive: (purpose) => from(first, purpose),
    deriveAll,
    sealer: (purpose) => sealerOf(deriveAll(purpose)),
    fingerprints: [fingerprint(first), ...others.map(fingerprint)],
  }
}

/**
 * Reads what `MasterKey.textFor` wrote: base64 of 32 bytes, several between commas, and `<purpose>:<base64>` for a key from
 * before services had keys of their own. Undefined when it is neither.
 */
export function readServiceKey(text: string): ServiceSecrets | undefined {
  const secrets: Buffer[] = []
  const earlier = new Map<string, Buffer[]>()
  for (const part of text.split(',')) {
    const [, purpose, base64] = /^(?:([a-z/-]+):)?([A-Za-z0-9+/]{43}=)$/.exec(part.trim()) ?? []
    if (base64 === undefined) return undefined
    const secret = Buffer.from(base64, 'base64')
    if (purpose === undefined) secrets.push(secret)
    else earlier.set(purpose, [...(earlier.get(purpose) ?? []), secret])
  }
  const [first, ...others] = secrets
  return first && { secrets: [first, ...others], earlier: (purpose) => earlier.get(purpose) ?? [] }
}
