import { withOwner } from '@mymacrotracker/database'
import { loadPeerCertificates, type PeerCertificates } from '@mymacrotracker/rpc'
import { SERVICE_NAMES, type ServiceName } from '@mymacrotracker/contracts'
import { createClients, type Clients } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase } from '@mymacrotracker/testing'
import { Fleet } from '../fleet.ts'
import { signUp } from '../harness.ts'
import type { ContractHouse } from './contract-house.ts'

interface ApartOptions {
  placement: readonly (readonly ServiceName[])[]
  env?: Record<string, string>
}

const UNLIMITED = {
  SIGN_UP_LIMIT: '100000',
  RATE_LIMIT_ADDRESS_PER_MIN: '100000',
  RATE_LIMIT_USER_PER_MIN: '100000',
}

/** The same build in several processes: each asks the others over mutual TLS, and so does the test. */
export async function startApart({
  placement,
  env = {},
}: ApartOptions): Promise<ContractHouse & { fleet: Fleet }> {
  const database = await createTestDatabase()
  const fleet = await Fleet.start({
    placement,
    env: {
      NODE_ENV: 'test',
      DATABASE_URL: database.ownerUrl,
      MASTER_KEY: TEST_KEY.toString('base64'),
      ...UNLIMITED,
      ...env,
    },
  })
  const opened: { close(): void }[] = []
  const clients = new Map<string, Clients>()
  const certificatesOf = new Map<string, PeerCertificates>()
  for (const peer of [...SERVICE_NAMES, 'nobody', '']) {
    const {
      TLS_CA: ca,
      TLS_CERT: cert,
      TLS_KEY: key,
    } = await fleet.certificatesOf(peer ? [peer] : [], 'caller')
    certificatesOf.set(peer, loadPeerCertificates({ ca, cert, key }))
  }
  const open = (peer: string): Clients => {
    const certificates = certificatesOf.get(peer)
    const made = createClients((service) => ({
      address: fleet.addressOf(service),
      service,
      peer,
      certificates,
    }))
    opened.push(made)
    clients.set(peer, made)
    return made
  }
  const as = (peer: string) => clients.get(peer) ?? open(peer)
  const call: ContractHouse['call'] = (person, overrides) => ({
    deadlineAt: Date.now() + 5000,
    ...(person && { token: person.token }),
    ...overrides,
  })
  return {
    url: fleet.url,
    ownerUrl: database.ownerUrl,
    fleet,
    as,
    call,
    person: () => signUp(as('gateway'), call()),
    sql: (text, params = []) =>
      withOwner(database.ownerUrl, async (client) => (await client.query(text, params)).rows),
    async stop() {
      for (const each of [...opened, ...certificatesOf.values()]) each.close()
      await fleet.stop()
      await database.drop()
    },
  }
}
