import { createPrivateKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { METHODS, SERVICES } from '@mymacrotracker/contracts'
import { PROTEIN } from '@mymacrotracker/nutrition'
import { masterKeyOf } from '@mymacrotracker/keys'
import {
  AUDIENCE,
  ISSUER,
  TOKEN_ALGORITHM,
  TOKEN_TYPE,
  type OutgoingContext,
  type ServiceSpec,
} from '@mymacrotracker/rpc'
import { TEST_KEY, createTokenIssuer, eventually } from '@mymacrotracker/testing'
import { SignJWT } from 'jose'
import { v7 as uuidv7 } from 'uuid'
import { signUp, type Person } from '../harness.ts'
import type { ContractHouse, Shape } from './contract-house.ts'

const EVERY_METHOD = Object.entries(SERVICES).flatMap(([service, features]) =>
  Object.entries(features).flatMap(([feature, definition]) =>
    Object.entries(definition as ServiceSpec).map(([name, { path, requestDeserialize }]) => ({
      service: service as keyof typeof SERVICES,
      feature,
      name,
      path,
      rule: METHODS[path]!,
      empty: () => requestDeserialize(Buffer.alloc(0)) as unknown,
    })),
  ),
)
const USER_METHODS = EVERY_METHOD.filter(({ rule }) => rule.access === 'USER')

/** What holds of every placement: the same calls, the same answers, the same refusals. */
export function describeContract({ title, start, isApart = false }: Shape): void {
  describe(`the contract, ${title}`, () => {
    let house: ContractHouse
    let ann: Person
    let bob: Person
    type Method = (typeof EVERY_METHOD)[number]
    const invoke = (
      { service, feature, name, empty }: Method,
      peer: string,
      context: OutgoingContext,
      request: unknown = empty(),
    ) =>
      (
        house.as(peer)[service] as unknown as Record<
          string,
          Record<string, (request: unknown, context: OutgoingContext) => Promise<unknown>>
        >
      )[feature]![name]!(request, context)
    const gateway = () => house.as('gateway')
    const firstFood = async (query: string) =>
      (await gateway().integrations.search.searchFoods({ query, limit: 5 }, house.call(ann))).found[0]!.food!

    beforeAll(async () => {
      house = await start()
      ann = await house.person()
      bob = await house.person()
    }, 120_000)
    afterAll(() => house?.stop(), 60_000)

    test('every method without a deadline is refused', async () => {
      for (const method of EVERY_METHOD) {
        const peer = method.rule.callers[0] === '*' ? 'gateway' : method.rule.callers[0]!
        await expect(
          invoke(method, peer, { ...house.call(ann), deadlineAt: Infinity }),
        ).rejects.toMatchObject({ reason: 'DEADLINE_REQUIRED' })
      }
    })

    test('every method refuses a module that is not on its list', async () => {
      for (const method of EVERY_METHOD.filter(({ rule }) => !rule.callers.includes('*'))) {
        for (const stranger of ['auth', 'notifier', 'nobody', '']) {
          await expect(invoke(method, stranger, house.call(ann))).rejects.toMatchObject(
            stranger === '' && isApart
              ? { kind: 'unauthenticated', reason: 'PEER_UNKNOWN' }
              : { kind: 'forbidden', reason: 'CALLER_NOT_ALLOWED' },
          )
        }
      }
    })

    test('every user method refuses a missing, malformed or forged token', async () => {
      const forged = await (await createTokenIssuer()).issue({ sub: ann.userId })
      const [head, body, signature] = ann.token.split('.') as [string, string, string]
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>
      const asBob = `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: bob.userId })).toString('base64url')}.${signature}`
      const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${body}.`
      for (const method of USER_METHODS) {
        const peer = method.rule.callers[0]!
        await expect(invoke(method, peer, house.call())).rejects.toMatchObject({
          kind: 'unauthenticated',
          reason: 'TOKEN_REQUIRED',
        })
        for (const token of [forged, asBob, unsigned, 'x.y.z', `${ann.token}=`]) {
          await expect(invoke(method, peer, { ...house.call(), token })).rejects.toMatchObject({
            kind: 'unauthenticated',
            reason: 'TOKEN_INVALID',
          })
        }
      }
    })

    test('every user method refuses a token of auth itself that has expired, is for somebody else or lives too long', async () => {
      const [row] = await house.sql<{ kid: string; sealed: Buffer }>(
        'select kid, sealed_private_key as sealed from auth.signing_keys order by signs_from limit 1',
      )
      const key = createPrivateKey({
        key: masterKeyOf(TEST_KEY).forService('auth').sealer('signing-keys').open(row!.sealed),
        format: 'der',
        type: 'pkcs8',
      })
      const now = Math.floor(Date.now() / 1000)
      const sign = (audience: string, issuedAt: number, expiresAt: number) =>
        new SignJWT({ sid: uuidv7() })
          .setProtectedHeader({ alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE, kid: row!.kid })
          .setSubject(ann.userId)
          .setIssuer(ISSUER)
          .setAudience(audience)
          .setIssuedAt(issuedAt)
          .setExpirationTime(expiresAt)
          .sign(key)
      const good = await sign(AUDIENCE, now, now + 60)
      expect(
        (await gateway().profile.person.getProfile({}, { ...house.call(), token: good })).profile,
      ).toBeDefined()
      const refused = [
        [await sign(AUDIENCE, now - 120, now - 60), 'TOKEN_EXPIRED'],
        [await sign('another-api', now, now + 60), 'TOKEN_INVALID'],
        [await sign(AUDIENCE, now, now + 3600), 'TOKEN_INVALID'],
      ] as const
      for (const method of USER_METHODS) {
        for (const [token, reason] of refused)
          await expect(
            invoke(method, method.rule.callers[0]!, { ...house.call(), token }),
          ).rejects.toMatchObject({ kind: 'unauthenticated', reason })
      }
    })

    test('a revoked session is refused by auth at once and by every other service within 5 s', async () => {
      const carl = await house.person()
      await gateway().profile.person.getProfile({}, house.call(carl))
      await gateway().auth.sessions.signOut({ refreshToken: carl.refreshToken }, house.call())
      const revokedAt = Date.now()
      await expect(
        gateway().auth.sessions.refresh({ refreshToken: carl.refreshToken }, house.call()),
      ).rejects.toMatchObject({ kind: 'unauthenticated' })
      for (const method of USER_METHODS) {
        await eventually(
          () =>
            expect(invoke(method, method.rule.callers[0]!, house.call(carl))).rejects.toMatchObject({
              reason: 'SESSION_REVOKED',
            }),
          5000,
        )
      }
      expect(Date.now() - revokedAt).toBeLessThan(5000)
    })

    test("another person's things are answered as if they were not there", async () => {
      const food = await firstFood('banana')
      const entry = {
        id: uuidv7(),
        date: '2026-03-01',
        eatenAt: undefined,
        meal: 'snack',
        item: {
          $case: 'food' as const,
          value: { foodId: food.id, amount: { $case: 'grams' as const, value: 120 } },
        },
      }
      await gateway().events.diary.recordEntry({ entry }, house.call(ann))
      const own = {
        id: uuidv7(),
        name: 'Ann’s bread',
        brand: '',
        basis: 1 as const,
        per100: [{ nutrient: 1, amount: 250 }],
        portions: [],
        barcode: '4006381333931',
        allergens: [],
        allergensKnown: false,
        diets: [],
        dietsKnown: false,
      }
      await gateway().events.foods.createOwnFood({ food: own }, house.call(ann))
      const same = async (foreign: Promise<unknown>, missing: Promise<unknown>) => {
        const outcome = (call: Promise<unknown>) =>
          call.then(
            (value) => ({ value }),
            ({ kind, reason, message }: { kind: string; reason: string; message: string }) => ({
              kind,
              reason,
              message,
            }),
          )
        const [one, other] = [await outcome(foreign), await outcome(missing)]
        expect(one).toEqual(other)
        expect(one).toMatchObject({ kind: 'not_found' })
      }
      const events = gateway().events
      await same(
        events.diary.getEntry({ id: entry.id }, house.call(bob)),
        events.diary.getEntry({ id: uuidv7() }, house.call(bob)),
      )
      await same(
        events.diary.updateEntry(
          { id: entry.id, patch: { meal: 'lunch', eatenAt: undefined, item: undefined } },
          house.call(bob),
        ),
        events.diary.updateEntry(
          { id: uuidv7(), patch: { meal: 'lunch', eatenAt: undefined, item: undefined } },
          house.call(bob),
        ),
      )
      await same(
        events.diary.deleteEntry({ id: entry.id }, house.call(bob)),
        events.diary.deleteEntry({ id: uuidv7() }, house.call(bob)),
      )
      await same(
        events.foods.getKnownFood({ id: own.id }, house.call(bob)),
        events.foods.getKnownFood({ id: uuidv7() }, house.call(bob)),
      )
      await same(
        events.foods.getOwnFoodByBarcode({ barcode: own.barcode }, house.call(bob)),
        events.foods.getOwnFoodByBarcode({ barcode: '5449000000996' }, house.call(bob)),
      )
      expect((await events.diary.getDay({ date: '2026-03-01' }, house.call(bob))).entries).toEqual([])
      expect(
        (await events.foods.searchKnownFoods({ query: 'bread', limit: 5 }, house.call(bob))).found,
      ).toEqual([])
      expect((await events.diary.getEntry({ id: entry.id }, house.call(ann))).entry).toMatchObject({
        meal: 'snack',
        name: food.name,
      })
    })

    test('the same entry sent again is one entry, and other content with its id is refused', async () => {
      const food = await firstFood('oats')
      const entry = {
        id: uuidv7(),
        date: '2026-03-02',
        eatenAt: undefined,
        meal: 'breakfast',
        item: {
          $case: 'food' as const,
          value: { foodId: food.id, amount: { $case: 'grams' as const, value: 60 } },
        },
      }
      const first = await gateway().events.diary.recordEntry({ entry }, house.call(ann))
      const again = await Promise.all(
        Array.from({ length: 5 }, () => gateway().events.diary.recordEntry({ entry }, house.call(ann))),
      )
      expect(
        again.every(({ created, entry: same }) => !created && same!.version === first.entry!.version),
      ).toBe(true)
      await expect(
        gateway().events.diary.recordEntry({ entry: { ...entry, meal: 'lunch' } }, house.call(ann)),
      ).rejects.toMatchObject({ kind: 'conflict', reason: 'ENTRY_EXISTS' })
      expect(
        (await gateway().events.diary.getDay({ date: '2026-03-02' }, house.call(ann))).entries,
      ).toHaveLength(1)
    })

    test('a fault names its field, through every transport', async () => {
      const entry = {
        id: uuidv7(),
        date: '2026-02-30',
        eatenAt: undefined,
        meal: 'lunch',
        item: {
          $case: 'quickAdd' as const,
          value: { name: 'Soup', nutrients: [{ nutrient: 1, amount: 200 }] },
        },
      }
      await expect(gateway().events.diary.recordEntry({ entry }, house.call(ann))).rejects.toMatchObject({
        kind: 'invalid',
        reason: 'DATE_INVALID',
        faults: [{ path: 'date' }],
      })
      await expect(
        gateway().events.diary.recordEntry(
          {
            entry: {
              ...entry,
              date: '2026-02-20',
              item: { $case: 'quickAdd', value: { name: 'Soup', nutrients: [{ nutrient: 1, amount: NaN }] } },
            },
          },
          house.call(ann),
        ),
      ).rejects.toMatchObject({ kind: 'invalid', faults: [{ path: 'nutrients.energyKcal' }] })
    })

    test('reaching the protein target arrives in the inbox, once', async () => {
      const dora = await house.person()
      await gateway().profile.person.updateProfile(
        {
          patch: {
            sex: 1,
            birthDate: '1994-04-04',
            heightCm: 168,
            weightKg: 62,
            timeZone: 'Europe/Madrid',
            allergens: undefined,
            dislikes: undefined,
            cleared: [],
          },
        },
        house.call(dora),
      )
      const { targets } = await gateway().profile.targets.getTargets({ date: '' }, house.call(dora))
      const proteinG = targets!.amounts.find(({ nutrient }) => nutrient === PROTEIN)!.amount
      const eat = (amount: number) =>
        gateway().events.diary.recordEntry(
          {
            entry: {
              id: uuidv7(),
              date: targets!.date,
              eatenAt: undefined,
              meal: 'lunch',
              item: {
                $case: 'quickAdd',
                value: { name: 'Shake', nutrients: [{ nutrient: PROTEIN, amount }] },
              },
            },
          },
          house.call(dora),
        )
      await eat(proteinG - 10)
      await eat(15)
      await eat(15)
      const inbox = () =>
        gateway().notifier.inbox.listNotifications(
          { limit: 50, cursor: '', unreadOnly: false },
          house.call(dora),
        )
      await eventually(async () => expect((await inbox()).notifications).toHaveLength(1), 15_000)
      await eventually(async () => {
        const [left] = await house.sql<{ n: number }>(
          'select (select count(*)::int from events.outbox) + (select count(*)::int from recommender.outbox) as n',
        )
        expect(left!.n).toBe(0)
      })
      const { notifications } = await inbox()
      expect(notifications).toEqual([
        expect.objectContaining({ kind: 'PROTEIN_TARGET_REACHED', date: targets!.date }),
      ])
      expect((await gateway().notifier.inbox.countUnread({}, house.call(dora))).count).toBe(1)
      await gateway().notifier.inbox.markNotificationRead({ id: notifications[0]!.id }, house.call(dora))
      expect((await gateway().notifier.inbox.countUnread({}, house.call(dora))).count).toBe(0)
    })

    test('the profile reaches the diary: an entry is on the local day of its person', async () => {
      const emil = await house.person()
      await gateway().profile.person.updateProfile(
        {
          patch: {
            timeZone: 'Pacific/Auckland',
            dayStartsAt: '04:00',
            allergens: undefined,
            dislikes: undefined,
            cleared: [],
          },
        },
        house.call(emil),
      )
      const eat = (eatenAt: string) =>
        gateway().events.diary.recordEntry(
          {
            entry: {
              id: uuidv7(),
              date: '',
              eatenAt: new Date(eatenAt),
              meal: 'snack',
              item: { $case: 'quickAdd', value: { name: 'Toast', nutrients: [{ nutrient: 1, amount: 90 }] } },
            },
          },
          house.call(emil),
        )
      await eventually(
        async () => expect((await eat('2026-07-01T16:01:00Z')).entry!.date).toBe('2026-07-02'),
        20_000,
      )
      expect((await eat('2026-07-01T12:30:00Z')).entry!.date).toBe('2026-07-01')
      expect((await eat('2026-07-01T15:59:00Z')).entry!.date).toBe('2026-07-01')
    })

    test('suggestions keep to allergens and to what is left', async () => {
      const fay = await house.person()
      await gateway().profile.person.updateProfile(
        {
          patch: {
            sex: 1,
            birthDate: '1990-01-01',
            heightCm: 170,
            weightKg: 65,
            allergens: { items: ['milk', 'gluten'] },
            dislikes: { items: ['salmon'] },
            cleared: [],
          },
        },
        house.call(fay),
      )
      const { suggestions } = await gateway().recommender.suggestions.suggestMeals(
        { date: '', meal: 'dinner', count: 2 },
        house.call(fay, { deadlineAt: Date.now() + 10_000 }),
      )
      expect(suggestions.length).toBeGreaterThan(0)
      const ids = suggestions.flatMap(({ foods }) => foods.map(({ foodId }) => foodId))
      const { foods } = await gateway().integrations.catalogue.batchGetFoods({ ids }, house.call(fay))
      for (const { name, allergens } of foods) {
        expect(allergens).not.toContain('milk')
        expect(allergens).not.toContain('gluten')
        expect(name.toLowerCase()).not.toContain('salmon')
      }
    })

    test('a person can be signed up only once', async () => {
      const gail = await signUp(gateway(), house.call())
      await expect(
        gateway().auth.signIn.signUp(
          {
            email: gail.email.toUpperCase(),
            password: 'another long one',
            displayName: '',
            remoteAddress: '127.0.0.1',
            deviceName: '',
          },
          house.call(),
        ),
      ).rejects.toMatchObject({ kind: 'conflict', reason: 'EMAIL_TAKEN' })
    })
  })
}
