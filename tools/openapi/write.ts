// `npm run openapi:write`: writes what is made from the public API. `npm run openapi:freeze`: also keeps the document as the
// one of the last release; the release flow does so when the gateway gets a new version.
import { writeFileSync } from 'node:fs'
import { problemPage } from '../../services/gateway/dist/problems/problem-page.js'
import { ROOT } from '../release/services.ts'
import { currentDocument, releasedDocumentPath } from './document.ts'
import { problemPagePath, releaseFaults } from './faults.ts'

/** A document that breaks the released one is not frozen over it: that would hide the break. */
export function freezeDocument(root: string): void {
  const document = currentDocument()
  const faults = releaseFaults(root, document).filter((fault) => fault.startsWith('breaks'))
  if (faults.length > 0) throw new Error(`not frozen:\n  ${faults.join('\n  ')}`)
  writeFileSync(releasedDocumentPath(root), `${JSON.stringify(document, null, 1)}\n`)
}

if (import.meta.main) {
  writeFileSync(problemPagePath(ROOT), problemPage())
  if (process.argv.includes('--freeze')) freezeDocument(ROOT)
}
