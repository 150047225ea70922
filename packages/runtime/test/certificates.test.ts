import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { ConfigError } from '@mymacrotracker/config'
import { readSettings } from '@mymacrotracker/runtime'
import { createAuthority, issueCertificate } from '../../../tools/certs/authority.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-certs-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const at = (name: string) => join(folder, name)
const certs = (...words: string[]) =>
  spawnSync(process.execPath, ['tools/certs/main.ts', '--out', folder, ...words], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  })
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

describe('the command that makes certificates', () => {
  test('makes an authority, one certificate for each module and one for all of them, with keys that only their owner may read', () => {
    const { status, stdout } = certs()
    expect(status).toBe(0)
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith('.crt'))
        .sort(),
    ).toEqual(
      ['all', 'auth', 'ca', 'events', 'gateway', 'integrations', 'notifier', 'profile', 'recommender'].map(
        (name) => `${name}.crt`,
      ),
    )
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.key')))
      expect(statSync(at(name)).mode & 0o777).toBe(0o600)
    const events = new X509Certificate(readFileSync(at('events.crt')))
    expect(events.subjectAltName).toBe('URI:spiffe://mymacrotracker/events, DNS:localhost, DNS:events')
    expect(events.verify(new X509Certificate(readFileSync(at('ca.crt'))).publicKey)).toBe(true)
    expect(new X509Certificate(readFileSync(at('all.crt'))).subjectAltName!.match(/spiffe:/g)).toHaveLength(7)
    expect(stdout).toContain('speaks for events')
    expect(faultsOf({ ...EVENTS, ...tls('events') })).toEqual([])
  })

  test('overwrites nothing unless it is told to, and never the authority', () => {
    certs('--modules', 'auth')
    const before = [readFileSync(at('auth.crt'), 'utf8'), readFileSync(at('ca.crt'), 'utf8')]
    const again = certs('--modules', 'auth')
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('there already: auth.crt')])
    expect(readFileSync(at('auth.crt'), 'utf8')).toBe(before[0])
    expect(certs('--modules', 'auth', '--force').status).toBe(0)
    expect(readFileSync(at('auth.crt'), 'utf8')).not.toBe(before[0])
    expect(readFileSync(at('ca.crt'), 'utf8')).toBe(before[1])
  })

  test('makes one certificate for a process of several modules, and none for what is no module', () => {
    expect(certs('--modules', 'events+notifier').status).toBe(0)
    expect(
      faultsOf({ MODULES: 'events,notifier', RPC_PORT: '0', ...NEIGHBOURS, ...tls('events+notifier') }),
    ).toEqual([])
    const wrong = certs('--modules', 'auth,everything')
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('everything: no module')])
  })
})

describe('a start with certificates that cannot serve', () => {
  const put = (name: string, { cert, key }: { cert: string; key: string }) => {
    writeFileSync(at(`${name}.crt`), cert)
    writeFileSync(at(`${name}.key`), key)
  }
  const uris = ['spiffe://mymacrotracker/events']
  const withLeaf = (
    leaf: Partial<Parameters<typeof issueCertificate>[1]>,
    authority = createAuthority({ name: 'a test', days: 9 }),
  ) => {
    put('ca', authority)
    put('leaf', issueCertificate(authority, { name: 'events', uris, days: 1, ...leaf }))
    return faultsOf({ ...EVENTS, ...tls('leaf') })
  }

  test('says which file cannot be read, all of them at once, beside the other faults', () => {
    const faults = faultsOf({ MODULES: 'events', RPC_PORT: '0', ...tls('missing') })
    expect(faults.filter((each) => /^TLS_\w+: cannot be read: ENOENT /.test(each))).toHaveLength(3)
    expect(faults.filter((each) => /^(AUTH|PROFILE|INTEGRATIONS)_ADDR: /.test(each))).toHaveLength(3)
  })

  test('says that the certificate expired, is of tomorrow, of another authority, or for other modules', () => {
    expect(withLeaf({})).toEqual([])
    expect(withLeaf({ from: new Date(Date.now() - 2 * 86_400_000) })).toEqual([
      expect.stringMatching(/^TLS_CERT: expired at /),
    ])
    expect(withLeaf({ from: new Date(Date.now() + 86_400_000) })).toEqual([
      expect.stringMatching(/^TLS_CERT: is not valid before /),
    ])
    expect(withLeaf({ uris: ['spiffe://mymacrotracker/auth'] })).toEqual([
      'TLS_CERT: names auth, and not events, which runs here',
    ])
    withLeaf({})
    put('ca', createAuthority({ name: 'a test', days: 9 }))
    expect(faultsOf({ ...EVENTS, ...tls('leaf') })).toEqual(['TLS_CERT: is not signed by TLS_CA'])
  })

  test('says that the key is another one', () => {
    withLeaf({})
    writeFileSync(at('leaf.key'), createAuthority({ name: 'x', days: 1 }).key)
    expect(faultsOf({ ...EVENTS, ...tls('leaf') })).toEqual([
      expect.stringMatching(/^TLS_KEY: does not go with TLS_CERT/),
    ])
  })

  test('in production the secret does not do, and some of the three files do not either', () => {
    const production = { ...EVENTS, NODE_ENV: 'production', MASTER_KEY: Buffer.alloc(32).toString('base64') }
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
