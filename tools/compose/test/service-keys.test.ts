import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { masterKeyOf } from '@mymacrotracker/keys'
import { KEY_HOLDERS, serviceKeys } from '../service-keys.mjs'

const SCRIPT = join(import.meta.dirname, '../env.mjs')
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-env-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const written = (path: string) =>
  Object.fromEntries(
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => /^[A-Z_]+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

test('a script that runs before any install derives the keys that packages/keys does', () => {
  const secrets = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)] as const
  const keys = serviceKeys(secrets.map((each) => each.toString('base64')).join(','))
  for (const name of KEY_HOLDERS)
    expect(keys[`${name.toUpperCase()}_KEY`]).toBe(masterKeyOf(...secrets).textFor(name))
  expect([...KEY_HOLDERS].sort()).toEqual(
    [...SERVICE_NAMES.filter((name) => name !== 'gateway'), 'bus'].sort(),
  )
})

test('a new .env has every secret, and a second run changes none of them', () => {
  const path = join(folder, '.env')
  execFileSync(process.execPath, [SCRIPT, path])
  const first = written(path)
  expect(first).toMatchObject(serviceKeys(first['MASTER_KEY']!))
  execFileSync(process.execPath, [SCRIPT, path])
  expect(written(path)).toEqual(first)
})

test('a .env from before services had keys of their own gets them, from its master key', () => {
  const path = join(folder, '.env')
  const master = Buffer.alloc(32, 3).toString('base64')
  writeFileSync(path, `MASTER_KEY=${master}\nPOSTGRES_PASSWORD=as it was`)
  execFileSync(process.execPath, [SCRIPT, path])
  expect(written(path)).toMatchObject({
    MASTER_KEY: master,
    POSTGRES_PASSWORD: 'as it was',
    ...serviceKeys(master),
  })
})

test('keys that another master key gave are refused, not mixed with its own', () => {
  const path = join(folder, '.env')
  execFileSync(process.execPath, [SCRIPT, path])
  const text = readFileSync(path, 'utf8').replace(
    /^MASTER_KEY=.*$/m,
    `MASTER_KEY=${Buffer.alloc(32, 4).toString('base64')}`,
  )
  writeFileSync(path, text)
  expect(() => execFileSync(process.execPath, [SCRIPT, path], { stdio: 'pipe' })).toThrow(
    'AUTH_KEY does not come from MASTER_KEY',
  )
})
