import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { currentDocument } from './current-document.ts'
import { eventually, type House } from '../../../all/test/harness.ts'
import { EXAMPLE } from '../../dist/openapi/examples.js'
import { phoneOf, startGatewayHouse, type Send } from '../phone.ts'

interface Parameter {
  name: string
  in: string
  example?: string | number | boolean
}
interface Operation {
  operationId: string
  security: unknown[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { examples: Record<string, { value: object }> }> }
  responses: Record<string, unknown>
}
interface Request {
  operation: Operation
  method: string
  path: string
  body: object | undefined
}

const { paths } = currentDocument() as { paths: Record<string, Record<string, Operation>> }

let house: House
beforeAll(async () => void (house = await startGatewayHouse()))
afterAll(() => house?.stop())

const requests = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, operation]): Request[] => {
    const bodies = Object.values(operation.requestBody?.content['application/json']?.examples ?? {})
    return (bodies.length > 0 ? bodies.map(({ value }) => value) : [undefined]).map((body) => ({
      operation,
      method: method.toUpperCase(),
      path: filled(path, operation.parameters ?? []),
      body,
    }))
  }),
)

function filled(path: string, parameters: readonly Parameter[]): string {
  const given = parameters.filter(({ example }) => example !== undefined)
  const query = given
    .filter((each) => each.in === 'query')
    .map(({ name, example }): [string, string] => [name, String(example)])
  const plain = given
    .filter((each) => each.in === 'path')
    .reduce((text, { name, example }) => text.replace(`{${name}}`, String(example)), path)
  return query.length > 0 ? `${plain}?${new URLSearchParams(query).toString()}` : plain
}

test('every operation that takes something has an example of it', () => {
  const without = Object.entries(paths).flatMap(([path, methods]) =>
    Object.values(methods).flatMap(({ operationId, parameters = [], requestBody }) => {
      const isMissing =
        filled(path, parameters).includes('{') ||
        (requestBody && Object.keys(requestBody.content['application/json']?.examples ?? {}).length === 0)
      return isMissing ? [operationId] : []
    }),
  )
  expect(without).toEqual([])
})

test('each example, in the order of the document, gets the answer that the document promises', async () => {
  const anybody = phoneOf(house)
  let ann = anybody
  let refreshToken = ''
  const unexpected: unknown[] = []
  for (const { operation, method, path, body } of requests) {
    const isPublic = operation.security.length === 0
    const answer = await (isPublic ? anybody : ann)(
      method,
      await withNotification(path, ann),
      body && 'refreshToken' in body ? { refreshToken } : body,
    )
    // What a client takes from one answer into the next requests.
    if (answer.body?.refreshToken) ({ refreshToken } = answer.body)
    if (operation.operationId === 'signUp') ann = phoneOf(house, await personOf(answer.body.accessToken))
    if (answer.status >= 300) unexpected.push({ method, path, status: answer.status, body: answer.body })
  }
  expect(unexpected).toEqual([])
  expect(requests.length).toBeGreaterThan(30)
})

const personOf = async (token: string) => ({ ...(await house.person()), token })

/** The id of the example is nobody's: a notification comes from the server. */
async function withNotification(path: string, phone: Send): Promise<string> {
  if (!path.includes(EXAMPLE.notificationId)) return path
  await phone('PUT', '/v1/targets', { energyKcal: 500 })
  await phone('POST', '/v1/diary/entries', { meal: 'dinner', name: 'Feast', nutrients: { energyKcal: 4000 } })
  return eventually(async () => {
    const { body } = await phone('GET', '/v1/notifications')
    return path.replace(EXAMPLE.notificationId, body.items[0].id as string)
  })
}

test.each<[write: string, method: string, path: string, body: object, read: string]>([
  [
    'a new entry',
    'POST',
    '/v1/diary/entries',
    { id: EXAMPLE.entryId, meal: 'lunch', name: 'Soup', nutrients: { energyKcal: 320 } },
    `/v1/diary/entries/${EXAMPLE.entryId}`,
  ],
  [
    'a changed entry',
    'PATCH',
    `/v1/diary/entries/${EXAMPLE.entryId}`,
    { meal: 'dinner' },
    `/v1/diary/entries/${EXAMPLE.entryId}`,
  ],
  [
    'a new food',
    'POST',
    '/v1/foods',
    { id: EXAMPLE.ownFoodId, name: 'Spread', per100: { basis: 'g', nutrients: { energyKcal: 180 } } },
    `/v1/foods/${EXAMPLE.ownFoodId}`,
  ],
  [
    'a marked day',
    'PUT',
    `/v1/diary/days/${EXAMPLE.date}/status`,
    { status: 'complete' },
    `/v1/diary/days/${EXAMPLE.date}`,
  ],
  ['custom targets', 'PUT', '/v1/targets', { energyKcal: 2000 }, '/v1/targets'],
  ['the profile, also with a goal', 'PATCH', '/v1/profile', { heightCm: 170 }, '/v1/profile'],
])(
  'the answer to a write of %s has the ETag that reading it has',
  async (_title, method, path, body, read) => {
    writer ??= phoneOf(house, await house.person())
    if (path === '/v1/profile') await writer('PUT', '/v1/goal', { kind: 'maintain', ratePercentPerWeek: 0 })
    const written = await writer(method, path, body)
    const tag = written.headers.get('etag')
    expect(tag).toEqual(expect.any(String))
    const again = await writer('GET', read, undefined, { 'if-none-match': tag! })
    expect([again.status, again.headers.get('etag')]).toEqual([304, tag])
  },
)
let writer: Send | undefined
