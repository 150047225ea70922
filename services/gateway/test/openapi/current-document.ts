import { openapiDocument } from '../../dist/openapi/openapi-document.js'
import { createRoutes } from '../../dist/routes.js'

/** The document of this tree, without a server: no handler runs. */
export function currentDocument(): object {
  const nothing: object = new Proxy({}, { get: () => nothing })
  return openapiDocument(createRoutes({ clients: nothing as never, clock: { now: () => 0 } }))
}
