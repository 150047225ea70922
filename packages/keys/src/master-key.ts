import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { derive } from './derive.ts'
import { serviceKeyOf, type Keys } from './service-key.ts'

/** The one secret of an installation, from which every service's keys come; held by none of them. */
export interface MasterKey extends Keys {
  /**
   * What a process gets that runs this service: nothing of another one's can be made from it. `earlier` names purposes whose
   * keys from before services had keys of their own go with it, to open what they sealed.
   */
  textFor(service: string, earlier?: readonly string[]): string
}

/** What was sealed or made from the master key itself, before each service had keys of its own. */
export const EARLIER_PURPOSES: Readonly<Record<string, readonly string[]>> = {
  auth: ['signing-keys', 'refresh-tokens'],
  events: ['idempotency'],
}

/** The master key of an installation: given, or made once and kept in `<dataDir>/master.key`. */
export async function loadMasterKey({
  given,
  dataDir,
}: {
  given?: readonly [Buffer, ...Buffer[]] | undefined
  dataDir: string
}): Promise<MasterKey> {
  return masterKeyOf(...(given ?? ([await readOrMake(join(dataDir, 'master.key'), dataDir)] as const)))
}

/** Seals and makes with the first secret of 32 bytes; `others` only open and recognise. */
export function masterKeyOf(secret: Buffer, ...others: readonly Buffer[]): MasterKey {
  const masters = [secret, ...others]
  const secretsFor = (service: string) => masters.map((each) => derive(each, `service/${service}`))
  const earlierKeys = (purpose: string) => masters.map((each) => derive(each, purpose))
  return {
    has: () => true,
    forService: (service) =>
      serviceKeyOf(service, {
        secrets: secretsFor(service) as [Buffer, ...Buffer[]],
        earlier: earlierKeys,
      }),
    textFor: (service, earlier = []) =>
      [
        ...secretsFor(service).map((each) => each.toString('base64')),
        ...earlier.flatMap((purpose) =>
          earlierKeys(purpose).map((each) => `${purpose}:${each.toString('base64')}`),
        ),
      ].join(','),
  }
}

async function readOrMake(path: string, dataDir: string): Promise<Buffer> {
  await mkdir(dataDir, { recursive: true })
  const made = randomBytes(32).toString('base64')
  await writeFile(path, `${made}\n`, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64')
  if (secret.length !== 32) throw new Error(`${path} does not hold base64 of 32 bytes`)
  return secret
}
