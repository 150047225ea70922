// Clients made from the document, as an app has them: Kotlin and TypeScript are compiled and live through a week against a
// server, Swift is read; and oasdiff compares the document with the released one. Needs Maven with Java 17, and Go.
// `npm run test:clients`
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { execa } from 'execa'
import { runChecks, type Checks } from '../lib/checks.ts'
import { newFolder, removeFolder } from '../lib/folders.ts'
import { goProgram } from '../lib/programs.ts'
import { Server } from '../lib/server.ts'
import { ROOT } from '../lib/services.ts'
import { releasedDocumentPath } from '../openapi/document.ts'
import { swiftFaults } from './swift-faults.ts'

const HOME = join(ROOT, 'tools/clients')
const MADE = join(ROOT, '.cache/clients')
const DOCUMENT = join(MADE, 'openapi.json')
/** Java is slow to start beside others; none of these takes a minute alone. */
const STEP_LIMIT_MS = 6 * 60_000

/** Values of enums in answers may grow (docs/api-versioning.md), which oasdiff takes for a break. */
const SEVERITIES = 'response-property-enum-value-added info\n'

const step = (file: string, words: readonly string[], env: Record<string, string> = {}) =>
  execa(file, words, { cwd: ROOT, env, all: true, timeout: STEP_LIMIT_MS })

await runChecks(async (checks) => {
  rmSync(MADE, { recursive: true, force: true })
  mkdirSync(join(MADE, 'typescript'), { recursive: true })
  const folder = newFolder('clients')
  checks.defer(() => removeFolder(folder))
  const server = await Server.create({ dataDir: folder })
  checks.defer(() => server.stop())
  await server.start()
  writeFileSync(DOCUMENT, await (await fetch(`${server.url}/openapi.json`)).text())
  await released(checks)
  await typescript(checks, server.url)
  await kotlinAndSwift(checks, server.url)
})

async function released(checks: Checks): Promise<void> {
  await checks.that('oasdiff finds no break of the released document', async () => {
    const severities = join(MADE, 'severities')
    writeFileSync(severities, SEVERITIES)
    const words = ['breaking', releasedDocumentPath(ROOT), DOCUMENT, '--fail-on', 'ERR']
    await step(goProgram('oasdiff'), [...words, '--severity-levels', severities])
  })
}

async function typescript(checks: Checks, url: string): Promise<void> {
  const home = join(HOME, 'typescript')
  const isMade = await checks.that('TypeScript: orval makes it and tsc takes it', async () => {
    const orval = join(ROOT, 'node_modules/orval/dist/bin/orval.mjs')
    const client = join(MADE, 'typescript/api.ts')
    await step(process.execPath, [orval, '--config', join(home, 'orval.config.mjs')], {
      DOCUMENT,
      CLIENT: client,
    })
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    await step(process.execPath, [tsc, '-p', join(home, 'tsconfig.json')])
  })
  if (isMade)
    await checks.that('TypeScript: a week of use', async () =>
      lastLine(await step(process.execPath, [join(home, 'week.mts'), url])),
    )
}

async function kotlinAndSwift(checks: Checks, url: string): Promise<void> {
  const maven = (...words: string[]) =>
    step('mvn', ['-B', '-q', '-f', join(HOME, 'kotlin/pom.xml'), `-Ddocument=${DOCUMENT}`, ...words])
  const isMade = await checks.that('Kotlin: openapi-generator makes it and kotlinc takes it', async () => {
    await maven('compile')
  })
  if (!isMade) return
  await checks.that('Kotlin: a week of use', async () =>
    lastLine(await maven('exec:java', `-Dserver=${url}`)),
  )
  await checks.none('Swift: amounts and entries are enums, enums have a value for what is unknown', () =>
    swiftFaults(join(MADE, 'swift')),
  )
}

function lastLine({ all }: { all?: string }): string | undefined {
  return (all ?? '').split('\n').findLast((line) => /\d+ passed, \d+ failed/.test(line))
}
