import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { problemPage } from '../../services/gateway/dist/problems/problem-page.js'
import { breakingChanges } from './breaking-changes.ts'
import { currentDocument, releasedDocumentPath } from './document.ts'

export const problemPagePath = (root: string): string => join(root, 'docs/errors.md')

/** What is wrong with the public API's document: drift of what is made from it, breaks of the released one, faults of form. */
export function apiFaults(root: string): string[] {
  const document = currentDocument()
  return [...pageFaults(root), ...releaseFaults(root, document), ...lintFaults(root, document)]
}

function pageFaults(root: string): string[] {
  const path = problemPagePath(root)
  const isCurrent = existsSync(path) && readFileSync(path, 'utf8') === problemPage()
  return isCurrent ? [] : ['docs/errors.md is out of date: npm run openapi:write']
}

export function releaseFaults(root: string, document: object): string[] {
  const path = releasedDocumentPath(root)
  if (!existsSync(path)) return ['there is no released document: npm run openapi:freeze']
  return breakingChanges(JSON.parse(readFileSync(path, 'utf8')) as object, document).map(
    (change) => `breaks released clients: ${change}`,
  )
}

const LINTERS = [
  ['@redocly/cli/bin/cli.js', 'lint', '--extends=recommended', '--format=summary', '--max-problems=50'],
  ['@stoplight/spectral-cli/dist/index.js', 'lint', '--fail-severity=hint', '--quiet'],
] as const

/** Spectral's and Redocly's recommended rules, without exceptions: a warning fails as well. */
function lintFaults(root: string, document: object): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'))
  try {
    const file = join(folder, 'openapi.json')
    writeFileSync(file, JSON.stringify(document, null, 1))
    const ruleset = join(folder, 'spectral.yaml')
    writeFileSync(ruleset, 'extends: ["spectral:oas"]\n')
    return LINTERS.flatMap(([script, ...words]) => {
      const more = script.startsWith('@stoplight') ? ['--ruleset', ruleset] : []
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(root, 'node_modules', script), ...words, ...more, file],
        {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
        },
      )
      const said = `${stdout}${stderr}`
      return status === 0 && !/You have \d+ warning/.test(said) ? [] : [`${script}: ${said.trim()}`]
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
