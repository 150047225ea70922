import supertest, { type Response } from 'supertest'
import { startHouse, type House, type HouseOptions, type Person } from '@mymacrotracker/all/testing'

interface Operation {
  responses: Record<string, unknown>
  'x-problem-codes': Record<string, string[]>
}
interface Document {
  paths: Record<string, Record<string, Operation>>
}

export interface PhoneAnswer {
  status: number
  headers: Headers
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into answers of any shape
  body: any
}
export type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<PhoneAnswer>

/** All seven modules, with answers compared with their schemas. */
export function startGatewayHouse(
  env: Record<string, string> = {},
  options: HouseOptions = {},
): Promise<House> {
  return startHouse({ ...options, env: { VALIDATE_ANSWERS: 'true', ...env } })
}

/** A person's phone. It fails when the document does not permit an answer: its status, or the code of its problem. */
export function phoneOf(house: House, person?: Person): Send {
  const server = supertest(house.url)
  let document: Document | undefined
  return async (method, path, body, headers = {}) => {
    const request = server[method.toLowerCase() as 'get'](path).set(headers)
    if (person) request.auth(person.token, { type: 'bearer' })
    if (body !== undefined) request.type('application/json').send(JSON.stringify(body))
    const response = await request
    document ??= (await server.get('/openapi.json')).body as Document
    const fault = faultOf(document, method, path, response)
    if (fault) throw new Error(`${method} ${path}: ${fault}: ${response.text}`)
    return {
      status: response.status,
      headers: new Headers(response.headers as Record<string, string>),
      body: response.text === '' ? undefined : response.body,
    }
  }
}

function faultOf(
  document: Document,
  method: string,
  path: string,
  { status, body }: Response,
): string | undefined {
  const operation = operationOf(document, method, path)
  if (!operation) return undefined
  if (!(status in operation.responses)) return `the document permits no answer ${status}`
  const codes = operation['x-problem-codes'][status]
  const { code } = (body ?? {}) as { code?: string }
  if (codes && !codes.includes(code!)) return `the document permits no ${status} with ${code}`
  return undefined
}

function operationOf({ paths }: Document, method: string, path: string): Operation | undefined {
  const plain = path.split('?')[0]!
  const matching = Object.keys(paths).filter((each) =>
    new RegExp(`^${each.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(plain),
  )
  return matching.map((each) => paths[each]![method.toLowerCase()]).find(Boolean)
}
