// Rules and dashboards: current, valid, described in docs/alerts.md; every alert fires when it should and only then; every expression
// runs on what the product really exposes. Needs Debian's package prometheus. `npm run test:observability`
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, expectNone, runChecks, type Checks } from '../lib/checks.ts'
import { newFolder, removeFolder } from '../lib/folders.ts'
import { ROOT, differences } from '../lib/services.ts'
import { RULE_SETS, caseFaults, syntaxFaults, writeRules } from './check-rules.ts'
import { dashboardFaults, expressionsOf } from './dashboard-faults.ts'
import { PLATFORM_RULES, WELL_DASHBOARD, dashboards, observabilityFiles } from './files.ts'
import { startWatchedProduct } from './product.ts'
import type { Prometheus } from './prometheus.ts'
import { isAlert } from './rules.ts'
import { SERVICES } from './services.ts'

/**
 * Without data while all is well: failing calls, parked messages, alerts, changes of foods. The recommender's faults are checked
 * separately.
 */
const SILENT_IN_PEACE = [
  /code=~"UNKNOWN/,
  /status=~"5\.\."/,
  /outbox_published_total\{.*service="integrations"/,
  /^sum by \([^)]*\) \((rate|increase)\(consumer_parked_total/,
  /ALERTS/,
]
const RULES = RULE_SETS.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))

await runChecks(async (checks) => {
  const folder = newFolder('rules')
  checks.defer(() => removeFolder(folder))
  await checkFiles(checks)
  const ruleFiles = RULE_SETS.map((set) => writeRules(folder, set))
  for (const [at, set] of RULE_SETS.entries())
    await checks.none(`rules of ${set.name}: syntax`, () => syntaxFaults(ruleFiles[at]!))
  // The cases keep a core busy for a minute, the product mostly waits: side by side.
  const faultsOf = oneAfterAnother(RULE_SETS.map((set) => () => caseFaults(folder, set)))
  checks.defer(() => Promise.allSettled(faultsOf))
  await checkProduct(checks, await startWatchedProduct(checks, ruleFiles))
  console.log('\ncases of each alert')
  for (const [at, set] of RULE_SETS.entries())
    await checks.none(
      `rules of ${set.name}: ${set.cases.length} cases, each alert firing and silent`,
      () => faultsOf[at]!,
    )
})

async function checkFiles(checks: Checks): Promise<void> {
  const isStale = ([path, text]: readonly [string, string]) =>
    !existsSync(join(ROOT, path)) || readFileSync(join(ROOT, path), 'utf8') !== text
  await checks.none('generated files are current (else: node tools/observability/generate.ts)', () =>
    [...observabilityFiles()].filter(isStale).map(([path]) => path),
  )
  for (const path of [PLATFORM_RULES, WELL_DASHBOARD])
    await checks.none(`${path} names every service`, () => {
      const text = readFileSync(join(ROOT, path), 'utf8')
      return SERVICES.map(({ name }) => name).filter((name) => !text.includes(name))
    })
  for (const { path, model } of dashboards())
    await checks.none(`${path}: ${model.panels.length} panels`, () => dashboardFaults(model))
  await checks.none('docs/alerts.md has a section for each alert, and no other', () => {
    const text = readFileSync(join(ROOT, 'docs/alerts.md'), 'utf8')
    const described = [...text.matchAll(/^### (\w+)$/gm)].map(([, name]) => name!)
    const alerts = [...new Set(RULES.filter(isAlert).map(({ alert }) => alert))]
    return differences(['docs/alerts.md has', described], ['the rules have', alerts])
  })
}

async function checkProduct(checks: Checks, prometheus: Prometheus): Promise<void> {
  console.log('\nthe seven in their own processes, under a little load')
  await checks.that('every rule is evaluated without an error', async () => {
    const rules = await prometheus.rules()
    const failing = rules.filter(({ health }) => health !== 'ok')
    expectNone(failing.map(({ name, health, lastError = '' }) => `${name}: ${health} ${lastError}`))
    return `${rules.length} rules`
  })
  await checks.that('every recorded series has data', async () => {
    const recorded = new Set(
      RULES.flatMap((rule) => {
        if (isAlert(rule)) return []
        const service = rule.labels?.['service']
        return [rule.record + (service ? `{service="${service}"}` : '')]
      }),
    )
    expectNone(
      await empty(
        prometheus,
        [...recorded].map((expr) => ({ where: 'recorded', expr })),
      ),
    )
    return `${recorded.size} series`
  })
  await checks.that("the recommender's absence counts against its error budget", async () => {
    const [bad] = await prometheus.query(
      'max_over_time(service:slo_bad:rate5m{service="recommender",slo="availability"}[10m])',
    )
    expect(Number(bad?.value[1] ?? 0) > 0, 'no fault was counted')
  })
  for (const { path, model } of dashboards())
    await checks.that(
      `${path}: every expression runs, and has data unless it is silent in peace`,
      async () => {
        const all = expressionsOf(model)
        expectNone(await empty(prometheus, all))
        return `${all.length} expressions`
      },
    )
}

async function empty(
  prometheus: Prometheus,
  expressions: readonly { where: string; expr: string }[],
): Promise<string[]> {
  const faults: string[] = []
  for (const { where, expr } of expressions) {
    const samples = await prometheus.query(expr).catch((error: unknown) => {
      faults.push(`${where}: ${String(error)}: ${expr}`)
    })
    // A quantile of nothing is NaN.
    if (
      samples?.every(({ value }) => value[1] === 'NaN') &&
      !SILENT_IN_PEACE.some((silent) => silent.test(expr))
    )
      faults.push(`${where}: no data: ${expr}`)
  }
  return faults
}

function oneAfterAnother<T>(works: readonly (() => Promise<T>)[]): Promise<T>[] {
  let before: Promise<unknown> = Promise.resolve()
  return works.map((work) => {
    const mine = before.then(work)
    before = mine.catch(() => undefined)
    mine.catch(() => undefined)
    return mine
  })
}
