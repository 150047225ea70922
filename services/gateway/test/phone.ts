import { startHouse, type House, type HouseOptions, type Person } from '../../all/test/harness.ts'

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
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

/** A person's phone. It fails when an answer's status is not in the document. */
export function phoneOf(house: House, person?: Person): Send {
  let document: Document | undefined
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${house.url}${path}`, {
      method,
      headers: {
        ...(person && { authorization: `Bearer ${person.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    document ??= (await (await fetch(`${house.url}/openapi.json`)).json()) as Document
    const declared = statusesOf(document, method, path)
    if (declared && !declared.includes(String(response.status)))
      throw new Error(
        `${method} ${path} answered ${response.status}, which the document does not permit: ${await response.text()}`,
      )
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    }
  }
}

function statusesOf({ paths }: Document, method: string, path: string): string[] | undefined {
  const plain = path.split('?')[0]!
  const matching = Object.keys(paths).filter((each) =>
    new RegExp(`^${each.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(plain),
  )
  const operation = matching.map((each) => paths[each]![method.toLowerCase()]).find(Boolean)
  return operation && Object.keys(operation.responses)
}
