import { join } from 'node:path'
import { createRoutes } from '../../services/gateway/dist/routes.js'
import { openapiDocument } from '../../services/gateway/dist/openapi/openapi-document.js'

export const releasedDocumentPath = (root: string): string =>
  join(root, 'services/gateway/openapi/released.json')

/** The document of this tree, without a server: no handler runs. */
export function currentDocument(): object {
  const nothing: object = new Proxy({}, { get: () => nothing })
  return openapiDocument(createRoutes({ clients: nothing as never, clock: { now: () => 0 } }))
}
