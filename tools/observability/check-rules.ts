import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { stringify } from 'yaml'
import { platformRules } from './files.ts'
import { PLATFORM_CASES } from './platform-cases.ts'
import { promtoolTest, type RuleCase } from './rule-case.ts'
import { isAlert, type Group } from './rules.ts'
import { serviceCases } from './service-cases.ts'
import { serviceRules } from './service-rules.ts'
import { SERVICES } from './services.ts'

export interface RuleSet {
  name: string
  groups: Group[]
  cases: readonly RuleCase[]
}

export const RULE_SETS: readonly RuleSet[] = [
  ...SERVICES.map((service) => ({
    name: service.name,
    groups: serviceRules(service),
    cases: serviceCases(service),
  })),
  { name: 'platform', groups: platformRules(), cases: PLATFORM_CASES },
]

/** Writes a set for promtool and Prometheus; returns the file. */
export function writeRules(folder: string, { name, groups }: RuleSet): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}.yaml`)
  writeFileSync(file, stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false }))
  return file
}

/** What promtool says about the syntax. */
export async function syntaxFaults(file: string): Promise<string[]> {
  const { failed, output } = await promtool(['check', 'rules', '--lint-fatal', file])
  return failed ? [output] : []
}

/** What promtool says about every case, and alerts that no case shows firing or no case shows silent. */
export async function caseFaults(folder: string, set: RuleSet): Promise<string[]> {
  const files = [...Map.groupBy(set.cases, ({ everyMinutes }) => everyMinutes ?? 1)].map(
    ([everyMinutes, cases]) => {
      const file = join(folder, `${set.name}.every-${everyMinutes}m.test.yaml`)
      writeFileSync(
        file,
        stringify(
          promtoolTest({
            rulesFile: `${set.name}.yaml`,
            groups: set.groups.map(({ name }) => name),
            everyMinutes,
            cases,
          }),
          { aliasDuplicateObjects: false },
        ),
      )
      return file
    },
  )
  const { failed, output } = await promtool(['test', 'rules', ...files])
  const counts = (alert: string) =>
    set.cases.flatMap(({ at }) => Object.values(at).flatMap((firing) => firing[alert] ?? []))
  const untested = set.groups
    .flatMap(({ rules }) => rules.filter(isAlert))
    .flatMap(({ alert }) => {
      const shown = counts(alert)
      return shown.some((count) => count > 0) && shown.includes(0)
        ? []
        : [`${set.name}: no case shows ${alert} both firing and silent`]
    })
  return [...(failed ? [output] : []), ...untested]
}

async function promtool(words: readonly string[]): Promise<{ failed: boolean; output: string }> {
  const { failed, code, all } = await execa({ reject: false, all: true })`promtool ${words}`
  if (code === 'ENOENT') throw new Error('promtool and prometheus are missing: apt-get install prometheus')
  return { failed, output: all }
}
