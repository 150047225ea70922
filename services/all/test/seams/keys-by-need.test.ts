import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { modules } from '@mymacrotracker/all/modules'
import type { ConfigError } from '@mymacrotracker/config'
import type { ServiceName } from '@mymacrotracker/contracts'
import { masterKeyOf } from '@mymacrotracker/keys'
import { keysOf, readSettings, roleUrl, runModules, type RunningProcess } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase, type TestDatabase } from '@mymacrotracker/testing'
import { signUp } from '../harness.ts'

const master = masterKeyOf(TEST_KEY)
const quiet = { NODE_ENV: 'test', LOG_LEVEL: 'fatal', PORT: '0', ADMIN_PORT: '0' }
const call = () => ({ deadlineAt: Date.now() + 5000 })

describe('a process that runs one service', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await createTestDatabase()
  })
  afterEach(() => database.drop())

  /** What a pod is given: its own key, and URLs without passwords. */
  const ownEnv = (name: ServiceName): Record<string, string> => {
    const urlOf = (schema: string) => {
      const url = new URL(database.ownerUrl)
      return Object.assign(url, { username: `mmt_${schema}`, password: '' }).href
    }
    return {
      ...quiet,
      MODULES: name,
      BUS_KEY: master.textFor('bus'),
      BUS_DATABASE_URL: urlOf('bus'),
      [`${name.toUpperCase()}_KEY`]: master.textFor(name),
      [`${name.toUpperCase()}_DATABASE_URL`]: urlOf(name),
    }
  }
  const start = (env: Record<string, string>): Promise<RunningProcess> => {
    const settings = readSettings(modules, env)
    return runModules({ available: modules, settings, keys: keysOf(settings.process), ownerUrl: undefined })
  }

  test('needs its own key and no other, and goes on with what a process with the master key made', async () => {
    const whole = readSettings(modules, { ...quiet, MASTER_KEY: TEST_KEY.toString('base64') })
    const before = await runModules({
      available: modules,
      settings: whole,
      keys: keysOf(whole.process),
      ownerUrl: database.ownerUrl,
    })
    const { refreshToken } = await signUp(before.clientsAs('gateway'), call())
    await before.stop()

    const auth = await start(ownEnv('auth'))
    const { tokens } = await auth.clientsAs('gateway').auth.sessions.refresh({ refreshToken }, call())
    expect(tokens!.accessToken).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    await auth.stop()
  })

  test('that is not auth makes no refresh token from the access token it was handed', async () => {
    const auth = await start(ownEnv('auth'))
    const ann = await signUp(auth.clientsAs('gateway'), call())
    const { sid } = JSON.parse(Buffer.from(ann.token.split('.')[1]!, 'base64url').toString()) as {
      sid: string
    }
    const header = Buffer.alloc(36)
    header.write(ann.userId.replaceAll('-', ''), 0, 'hex')
    header.write(sid.replaceAll('-', ''), 16, 'hex')
    const forgedWith = (key: Buffer) =>
      Buffer.concat([header, createHmac('sha256', key).update(header).digest()]).toString('base64url')
    expect(forgedWith(master.forService('auth').derive('refresh-tokens'))).toBe(ann.refreshToken)

    const notifier = readSettings(modules, {
      ...ownEnv('notifier'),
      AUTH_ADDR: 'grpc://a:1',
      RPC_SHARED_SECRET: 'x'.repeat(16),
    })
    const held = keysOf(notifier.process)
    expect(() => held.forService('auth')).toThrow('AUTH_KEY')
    for (const key of held.forService('notifier').deriveAll('refresh-tokens'))
      await expect(
        auth.clientsAs('gateway').auth.sessions.refresh({ refreshToken: forgedWith(key) }, call()),
      ).rejects.toMatchObject({ reason: 'REFRESH_TOKEN_INVALID' })
    await auth.stop()
  })

  test('does not start with the key of another service', async () => {
    await (await start(ownEnv('auth'))).stop()
    const env = {
      ...ownEnv('auth'),
      AUTH_DATABASE_URL: roleUrl(database.ownerUrl, master, 'auth'),
      AUTH_KEY: master.textFor('events'),
    }
    await expect(start(env)).rejects.toMatchObject({ reason: 'MASTER_KEY_WRONG' })
  })
})

describe('in production', () => {
  const faultsOf = (env: Record<string, string>): readonly string[] => {
    try {
      readSettings(modules, { NODE_ENV: 'production', ...env })
      return []
    } catch (error) {
      return (error as ConfigError).faults.map(({ variable }) => variable)
    }
  }
  const MASTER_KEY = TEST_KEY.toString('base64')

  test("a process of one service refuses the master key and the owner's connection", () => {
    expect(faultsOf({ MODULES: 'auth', AUTH_KEY: master.textFor('auth') })).toEqual([])
    expect(faultsOf({ MODULES: 'auth', MASTER_KEY, DATABASE_URL: 'postgresql://owner@db/x' })).toEqual([
      'MASTER_KEY',
      'DATABASE_URL',
    ])
  })

  test('a process of several has the master key, or the key of each', () => {
    expect(faultsOf({ MASTER_KEY })).toEqual([])
    const both = { MODULES: 'auth,profile', AUTH_KEY: master.textFor('auth') }
    expect(faultsOf(both)).toEqual(['PROFILE_KEY'])
    expect(faultsOf({ ...both, PROFILE_KEY: master.textFor('profile') })).toEqual([])
    expect(faultsOf({ ...both, PROFILE_KEY: 'no key' })).toEqual(['PROFILE_KEY'])
  })
})
