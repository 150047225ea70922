import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { ConfigError } from '@mymacrotracker/config'
import { readSettings } from '@mymacrotracker/runtime'

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
