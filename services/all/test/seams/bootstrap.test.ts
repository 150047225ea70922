import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { masterKeyOf } from '@mymacrotracker/keys'
import { bootstrapRole, connectDirect, urlForRole, withOwner } from '@mymacrotracker/database'
import { migrateModules, roleUrl } from '@mymacrotracker/runtime'
import { TEST_KEY, createTestDatabase, type TestDatabase } from '@mymacrotracker/testing'
import { modules } from '@mymacrotracker/all/modules'

const keys = masterKeyOf(TEST_KEY)
let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.drop())

test('a second migration finds nothing to do', async () => {
  expect(await migrateModules({ ownerUrl: database.ownerUrl, keys, modules })).toEqual([])
})

test('several migrations at once apply everything once', async () => {
  await withOwner(database.ownerUrl, (client) =>
    client.query('drop schema notifier cascade; drop schema bus cascade'),
  )
  const applied = await Promise.all(
    Array.from({ length: 3 }, () => migrateModules({ ownerUrl: database.ownerUrl, keys, modules })),
  )
  expect(applied.flat().sort()).toEqual([
    'bus/20261121000000_bus',
    'notifier/20261121000000_messaging',
    'notifier/20261121000100_notifications',
  ])
})

test('grants that a crash left out are given by the next migration', async () => {
  await withOwner(database.ownerUrl, (client) => client.query('revoke all on schema events from mmt_events'))
  await migrateModules({ ownerUrl: database.ownerUrl, keys, modules })
  await withOwner(roleUrl(database.ownerUrl, keys, 'events'), async (client) => {
    expect((await client.query('select count(*)::int as n from events.diary_entries')).rows).toEqual([
      { n: 0 },
    ])
  })
})

test('another master key is refused before anything is changed', async () => {
  await expect(
    migrateModules({ ownerUrl: database.ownerUrl, keys: masterKeyOf(randomBytes(32)), modules }),
  ).rejects.toMatchObject({ reason: 'MASTER_KEY_WRONG' })
  await withOwner(roleUrl(database.ownerUrl, keys, 'events'), (client) => client.query('select 1'))
})

test('a role may hold a part of the connections, and no other role may connect to the database', async () => {
  await migrateModules({ ownerUrl: database.ownerUrl, keys, modules })
  const stranger = `stranger_${randomBytes(6).toString('hex')}`
  await withOwner(database.ownerUrl, async (client) => {
    const { rows } = await client.query<{ role: string; most: number }>(
      String.raw`select rolname as role, rolconnlimit as most from pg_roles where rolname in ('mmt_events', 'mmt_bus') order by 1 desc`,
    )
    expect(rows).toEqual([
      { role: 'mmt_events', most: 150 },
      { role: 'mmt_bus', most: 225 },
    ])
    await client.query(`create role ${stranger} login password 'stranger'`)
  })
  const strange = urlForRole(database.ownerUrl, stranger, 'stranger')
  await expect(withOwner(strange, (client) => client.query('select 1'))).rejects.toThrow(
    'permission denied for database',
  )
  await withOwner(roleUrl(database.ownerUrl, keys, 'profile'), (client) => client.query('select 1'))
  await withOwner(database.ownerUrl, (client) => client.query(`drop role ${stranger}`))
})

test('a password that a person chose is given to the role, and can be chosen again', async () => {
  const role = `mmt_test_${randomBytes(6).toString('hex')}`
  await withOwner(database.ownerUrl, async (client) => {
    for (const password of ['first choice', 'second choice']) {
      await bootstrapRole(client, role, { password, isChosen: true })
      await withOwner(urlForRole(database.ownerUrl, role, password), (as) => as.query('select 1'))
    }
    await expect(bootstrapRole(client, role, { password: 'derived' })).rejects.toMatchObject({
      reason: 'MASTER_KEY_WRONG',
    })
    await client.query(`drop role ${role}`)
  })
})

test('while the master key is changed a role goes from the password of one to that of the other', async () => {
  const role = `mmt_test_${randomBytes(6).toString('hex')}`
  await withOwner(database.ownerUrl, async (client) => {
    await bootstrapRole(client, role, { password: 'of the old key' })
    await bootstrapRole(client, role, { password: 'of the old key', others: ['of the new key'] })
    await expect(bootstrapRole(client, role, { password: 'of the new key' })).rejects.toMatchObject({
      reason: 'MASTER_KEY_WRONG',
    })
    await bootstrapRole(client, role, { password: 'of the new key', others: ['of the old key'] })
    await withOwner(urlForRole(database.ownerUrl, role, 'of the new key'), (as) => as.query('select 1'))
    await client.query(`drop role ${role}`)
  })
})

test('an owner that is no superuser can choose a password again', async () => {
  const [owner, role] = [
    `owner_${randomBytes(6).toString('hex')}`,
    `mmt_test_${randomBytes(6).toString('hex')}`,
  ]
  await withOwner(database.ownerUrl, (client) =>
    client.query(`create role ${owner} login password 'owner' createrole`),
  )
  await withOwner(urlForRole(database.ownerUrl, owner, 'owner'), async (client) => {
    for (const password of ['first choice', 'second choice'])
      await bootstrapRole(client, role, { password, isChosen: true })
  })
  await withOwner(urlForRole(database.ownerUrl, role, 'second choice'), (as) => as.query('select 1'))
  await withOwner(database.ownerUrl, (client) => client.query(`drop role ${role}; drop role ${owner}`))
})

test('a lock that was tried for twice at once is one lock', async () => {
  const url = roleUrl(database.ownerUrl, keys, 'bus')
  const [one, two] = [await connectDirect(url, () => {}), await connectDirect(url, () => {})]
  expect(await Promise.all([one.tryLock('x'), one.tryLock('x')])).toEqual([true, true])
  expect(await two.tryLock('x')).toBe(false)
  await one.unlock('x')
  expect(await two.tryLock('x')).toBe(true)
  await one.close()
  await two.close()
})

test('locks are told as lost when the connection breaks, and it comes back', async () => {
  const url = roleUrl(database.ownerUrl, keys, 'bus')
  const direct = await connectDirect(url, () => {})
  expect(await direct.tryLock('y')).toBe(true)
  const lost = new Promise<void>((resolve) => {
    direct.onLost(resolve)
  })
  await withOwner(database.ownerUrl, (client) =>
    client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mymacrotracker-direct' and datname = current_database()`,
    ),
  )
  await lost
  for (let tries = 0; tries < 100 && !(await direct.tryLock('y')); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await direct.tryLock('y')).toBe(true)
  await direct.close()
})
