import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { ConfigError } from '@mymacrotracker/config'
import { readSettings } from '@mymacrotracker/runtime'
import { createAuthority, issueCertificate, type LeafOptions } from '@mymacrotracker/testing/certificates'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-certs-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const at = (name: string) => join(folder, name)
const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readSettings([], env)
    return []
  } catch (error) {
    return (error as ConfigError).faults.map(({ variable, message }) => `${variable}: ${message}`)
  }
}
const tls = (name: string) => ({
  TLS_CA: at('ca.crt'),
  TLS_CERT: at(`${name}.crt`),
  TLS_KEY: at(`${name}.key`),
})
const NEIGHBOURS = { AUTH_ADDR: 'grpc://a:1', PROFILE_ADDR: 'grpc://b:1', INTEGRATIONS_ADDR: 'grpc://c:1' }
const EVENTS = { MODULES: 'events', RPC_PORT: '0', ...NEIGHBOURS }

describe('a start with certificates that cannot serve', () => {
  const put = (name: string, { cert, key }: { cert: string; key: string }) => {
    writeFileSync(at(`${name}.crt`), cert)
    writeFileSync(at(`${name}.key`), key)
  }
  const uris = ['spiffe://mymacrotracker/events']
  const withLeaf = async (leaf: Partial<LeafOptions>) => {
    const authority = await createAuthority({ name: 'a test', days: 9 })
    put('ca', authority)
    put('leaf', await issueCertificate(authority, { name: 'events', uris, days: 1, ...leaf }))
    return faultsOf({ ...EVENTS, ...tls('leaf') })
  }

  test('says which file cannot be read, all of them at once, beside the other faults', () => {
    const faults = faultsOf({ MODULES: 'events', RPC_PORT: '0', ...tls('missing') })
    expect(faults.filter((each) => /^TLS_\w+: cannot be read: ENOENT /.test(each))).toHaveLength(3)
    expect(faults.filter((each) => /^(AUTH|PROFILE|INTEGRATIONS)_ADDR: /.test(each))).toHaveLength(3)
  })

  test('says that the certificate expired, is of tomorrow, of another authority, or for other modules', async () => {
    expect(await withLeaf({})).toEqual([])
    expect(await withLeaf({ from: new Date(Date.now() - 2 * 86_400_000) })).toEqual([
      expect.stringMatching(/^TLS_CERT: expired at /),
    ])
    expect(await withLeaf({ from: new Date(Date.now() + 86_400_000) })).toEqual([
      expect.stringMatching(/^TLS_CERT: is not valid before /),
    ])
    expect(await withLeaf({ uris: ['spiffe://mymacrotracker/auth'] })).toEqual([
      'TLS_CERT: names auth, and not events, which runs here',
    ])
    await withLeaf({})
    put('ca', await createAuthority({ name: 'a test', days: 9 }))
    expect(faultsOf({ ...EVENTS, ...tls('leaf') })).toEqual(['TLS_CERT: is not signed by TLS_CA'])
  })

  test('says that the key is another one', async () => {
    await withLeaf({})
    writeFileSync(at('leaf.key'), (await createAuthority({ name: 'x', days: 1 })).key)
    expect(faultsOf({ ...EVENTS, ...tls('leaf') })).toEqual([
      expect.stringMatching(/^TLS_KEY: does not match TLS_CERT/),
    ])
  })

  test('in production the secret does not do, and some of the three files do not either', () => {
    const production = { ...EVENTS, NODE_ENV: 'production', EVENTS_KEY: Buffer.alloc(32).toString('base64') }
    expect(
      faultsOf({ ...production, RPC_SHARED_SECRET: 'a secret of development' }).map(
        (each) => each.split(':')[0],
      ),
    ).toEqual(['TLS_CERT', 'RPC_SHARED_SECRET'])
    expect(faultsOf({ ...production, TLS_CA: at('ca.crt') }).map((each) => each.split(':')[0])).toEqual(
      expect.arrayContaining(['TLS_CERT', 'TLS_KEY']),
    )
  })
})
