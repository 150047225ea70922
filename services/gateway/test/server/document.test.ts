import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import type { House } from '@mymacrotracker/all/testing'
import { createRoutes } from '../../dist/routes.js'
import { phoneOf, startGatewayHouse } from '../phone.ts'

interface Answer {
  $ref?: string
  content?: Record<string, { schema: unknown }>
}
interface Operation {
  operationId: string
  security: unknown[]
  responses: Record<string, Answer>
  'x-problem-codes': Record<string, string[]>
  parameters?: { name: string; in: string }[]
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown>; responses: Record<string, Answer> }
}

let house: House
let document: Document
beforeAll(async () => {
  house = await startGatewayHouse({ RATE_LIMIT_USER_PER_MIN: '5' })
  document = (await (await fetch(`${house.url}/openapi.json`)).json()) as Document
})
afterAll(() => house?.stop())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

const filled = (path: string) =>
  path.replace('{date}', '2026-05-05').replace('{code}', '96385074').replace('{id}', uuidv7())

/** By their files: a route is `src/<tag>/<verb>-<path>.ts`. */
const routeFiles = () =>
  readdirSync(join(import.meta.dirname, '../../src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^[a-z-]+\/(get|post|put|patch|delete)-[a-z-]+\.ts$/.test(path),
  )

describe('the document', () => {
  test('has the route of every file and no other, and each route is in the router', async () => {
    expect(document.openapi).toBe('3.1.0')
    const routes = createRoutes({ clients: house.as('gateway'), clock: house.clock })
    expect(routes).toHaveLength(routeFiles().length)
    expect(
      operations()
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    ).toEqual(routes.map(({ method, path }) => `${method} ${path}`).toSorted())
    for (const { method, path, operation } of operations()) {
      const { status } = await fetch(house.url + path.replaceAll(/\{\w+\}/g, 'x'), {
        method: method.toUpperCase(),
      })
      expect(Object.keys(operation.responses)).toContain(String(status))
      expect([404, 405]).not.toContain(status)
    }
  })

  test('says for each route what each status answers, and gives it a name of its own', () => {
    for (const { operation } of operations()) {
      const problems = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400)
      expect(problems.map(([status]) => status)).toEqual(expect.arrayContaining(['500', '503']))
      for (const [status, problem] of problems) {
        const name = problem.$ref!.replace('#/components/responses/', '')
        expect(document.components.responses[name]!.content!['application/problem+json']!.schema).toEqual({
          $ref: '#/components/schemas/Problem',
        })
        expect(operation['x-problem-codes'][status]!.length).toBeGreaterThan(0)
      }
      for (const [status, { content }] of Object.entries(operation.responses))
        if (['200', '201'].includes(status)) expect(content!['application/json']!.schema).toBeDefined()
    }
    const names = operations().map(({ operation }) => operation.operationId)
    expect(new Set(names).size).toBe(names.length)
  })

  test('asks for a token everywhere but at sign-up, sign-in, refresh, sign-out and the key set', async () => {
    for (const { path, method, operation } of operations()) {
      const isPublic = path.startsWith('/v1/auth/') || path.startsWith('/.well-known/')
      expect(operation.security).toEqual(isPublic ? [] : [{ accessToken: [] }])
      const { status } = await fetch(house.url + path.replaceAll(/\{\w+\}/g, 'x'), {
        method: method.toUpperCase(),
      })
      if (!isPublic) expect(status).toBe(401)
    }
  })

  test('has every path parameter that a path names', () => {
    for (const { path, operation } of operations()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(
        (operation.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => name),
      ).toEqual(named)
    }
  })

  test('points at nothing that it does not have', () => {
    for (const [, kind, name] of JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g))
      expect(Object.keys(document.components[kind as 'schemas'])).toContain(name)
  })
})

test('an unknown query field is refused by every route, also by those that take none', async () => {
  const send = phoneOf(house)
  for (const { path, method, operation } of operations()) {
    const isPublic = operation.security.length === 0
    // A person each: this house allows five requests a minute.
    const phone = isPublic ? send : phoneOf(house, await house.person())
    const answer = await phone(
      method.toUpperCase(),
      `${filled(path)}?surprise=1`,
      ['post', 'put', 'patch'].includes(method) ? {} : undefined,
    )
    expect(answer).toMatchObject({ status: 400, body: { code: 'UNKNOWN_FIELD' } })
    expect(answer.body.errors[0].path).toBe('surprise')
  }
})

describe('the pages for people', () => {
  test('the root leads to Swagger UI, which loads nothing from elsewhere', async () => {
    const page = await fetch(house.url)
    expect(page.url).toBe(`${house.url}/docs/`)
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
    const html = await page.text()
    for (const [, asset] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect(asset).not.toMatch(/^(https?:)?\/\//)
      expect((await fetch(new URL(asset!, page.url))).status).toBe(200)
    }
    expect(await (await fetch(`${house.url}/docs/swagger-initializer.js`)).text()).toContain('/openapi.json')
  })
})

test('a person who asks too often is 429 and others are not', async () => {
  const ann = phoneOf(house, await house.person())
  const bob = phoneOf(house, await house.person())
  const answers = []
  for (let i = 0; i < 6; i++) answers.push(await ann('GET', '/v1/profile'))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429])
  expect(answers[0]!.headers.get('ratelimit-remaining')).toBe('4')
  expect(Number(answers[5]!.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await bob('GET', '/v1/profile')).status).toBe(200)
})
