import { join } from 'node:path'

export { currentDocument } from '../../services/gateway/test/openapi/current-document.ts'

export const releasedDocumentPath = (root: string): string =>
  join(root, 'services/gateway/openapi/released.json')
