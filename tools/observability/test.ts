// Rules and dashboards: current, valid, told in docs/alerts.md; every alert fires when it should and only then; every expression
// runs on what the product really shows. Needs Debian's package prometheus. `npm run test:observability`
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RULE_SETS, caseFaults, syntaxFaults, writeRules } from './check-rules.ts'
import { dashboardFaults, expressionsOf, type Dashboard } from './dashboard-faults.ts'
import { observabilityFiles } from './files.ts'
import { startWatchedProduct } from './product.ts'
import type { Prometheus } from './prometheus.ts'
import { isAlert } from './rules.ts'
import { createChecks, expect } from '../images/checks.ts'

const root = join(import.meta.dirname, '../..')
/** Silent while all is well: calls that fail, messages that are parked, alerts, changes of foods. The recommender's faults are looked for by themselves. */
const SILENT_IN_PEACE = [
  /code=~"UNKNOWN/,
  /status=~"5\.\."/,
  /outbox_published_total\{.*service="integrations"/,
  /^sum by \([^)]*\) \((rate|increase)\(consumer_parked_total/,
  /ALERTS/,
]

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => interrupted.abort(new Error(`${signal}: not finished`)))
const checks = createChecks(interrupted.signal)
const startedAt = performance.now()
const folder = mkdtempSync(join(tmpdir(), 'mymacrotracker-rules-'))
const files = observabilityFiles()
const dashboards = [...files]
  .filter(([path]) => path.endsWith('.json'))
  .map(([path, text]) => ({ path, model: JSON.parse(text) as Dashboard }))
const stack = new AsyncDisposableStack()
stack.defer(() => {
  rmSync(folder, { recursive: true, force: true })
})
try {
  await checkFiles()
  const ruleFiles = RULE_SETS.map((set) => writeRules(folder, set))
  for (const [at, set] of RULE_SETS.entries())
    await checks.that(`rules of ${set.name}: syntax`, async () => none(await syntaxFaults(ruleFiles[at]!)))
  // The cases take a core for a minute, the product mostly waits: side by side.
  const faultsOf = inTurn(RULE_SETS.map((set) => () => caseFaults(folder, set)))
  stack.defer(async () => {
    await Promise.allSettled(faultsOf)
  })
  const starting = startWatchedProduct(ruleFiles)
  stack.defer(async () => (await starting.catch(() => undefined))?.[Symbol.asyncDispose]())
  await checkProduct((await starting).prometheus)
  console.log('\nstories of each alert')
  for (const [at, set] of RULE_SETS.entries())
    await checks.that(
      `rules of ${set.name}: ${set.cases.length} cases, each alert firing and silent`,
      async () => none(await faultsOf[at]!),
    )
} catch (error) {
  checks.fail(
    'this run',
    (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? 'promtool and prometheus are missing: apt-get install prometheus'
      : error,
  )
} finally {
  await stack.disposeAsync()
}
const { passed, failed } = checks.total()
console.log(
  `\ntook ${Math.round((performance.now() - startedAt) / 1000)} s\n\n${passed} passed, ${failed} failed`,
)
process.exit(failed === 0 && passed > 0 ? 0 : 1)

async function checkFiles(): Promise<void> {
  await checks.that('files are as they are made (else: node tools/observability/generate.ts)', () =>
    none(
      [...files]
        .filter(
          ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
        )
        .map(([path]) => path),
    ),
  )
  for (const { path, model } of dashboards)
    await checks.that(`${path}: ${model.panels.length} panels`, () => none(dashboardFaults(model)))
  await checks.that('docs/alerts.md has a section for each alert, and no other', () => {
    const told = [...readFileSync(join(root, 'docs/alerts.md'), 'utf8').matchAll(/^### (\w+)$/gm)].map(
      ([, name]) => name!,
    )
    const alerts = new Set(
      RULE_SETS.flatMap(({ groups }) =>
        groups.flatMap(({ rules }) => rules.filter(isAlert).map(({ alert }) => alert)),
      ),
    )
    return none([
      ...[...alerts].filter((name) => !told.includes(name)),
      ...told.filter((name) => !alerts.has(name)),
    ])
  })
}

async function checkProduct(prometheus: Prometheus): Promise<void> {
  console.log('\nthe seven in processes of their own, under a little load')
  await checks.that('every rule is evaluated without an error', async () => {
    const rules = await prometheus.rules()
    none(
      rules
        .filter(({ health }) => health !== 'ok')
        .map(({ name, health, lastError }) => `${name}: ${health} ${lastError ?? ''}`),
    )
    return `${rules.length} rules`
  })
  await checks.that('every series that rules record is there', async () => {
    const recorded = [
      ...new Set(
        RULE_SETS.flatMap(({ groups }) =>
          groups.flatMap(({ rules }) =>
            rules.flatMap((rule) =>
              isAlert(rule)
                ? []
                : [rule.record + (rule.labels?.['service'] ? `{service="${rule.labels['service']}"}` : '')],
            ),
          ),
        ),
      ),
    ]
    none(
      await empty(
        prometheus,
        recorded.map((expr) => ({ where: 'recorded', expr })),
      ),
    )
    return `${recorded.length} series`
  })
  await checks.that('what the recommender owed while it was away is in its budget', async () => {
    const [bad] = await prometheus.query(
      'max_over_time(service:slo_bad:rate5m{service="recommender",slo="availability"}[10m])',
    )
    expect(Number(bad?.value[1] ?? 0) > 0, 'no fault was counted')
  })
  for (const { path, model } of dashboards) {
    await checks.that(
      `${path}: every expression runs, and has data unless it is silent in peace`,
      async () => {
        const all = expressionsOf(model)
        none(await empty(prometheus, all))
        return `${all.length} expressions`
      },
    )
  }
}

async function empty(
  prometheus: Prometheus,
  expressions: readonly { where: string; expr: string }[],
): Promise<string[]> {
  const faults: string[] = []
  for (const { where, expr } of expressions) {
    const answer = await prometheus.query(expr).catch((error: unknown) => {
      faults.push(`${where}: ${String(error)}: ${expr}`)
    })
    // A quantile of nothing is NaN.
    if (
      answer?.every(({ value }) => value[1] === 'NaN') &&
      !SILENT_IN_PEACE.some((silent) => silent.test(expr))
    )
      faults.push(`${where}: no data: ${expr}`)
  }
  return faults
}

function none(faults: readonly string[]): void {
  expect(faults.length === 0, `\n    ${faults.join('\n    ')}`)
}

function inTurn<T>(works: readonly (() => Promise<T>)[]): Promise<T>[] {
  let before: Promise<unknown> = Promise.resolve()
  return works.map((work) => {
    const mine = before.then(work)
    before = mine.catch(() => undefined)
    mine.catch(() => undefined)
    return mine
  })
}
