import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { platformRules } from './platform-rules.ts'
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

/** Writes a set for promtool and Prometheus; answers the file. */
export function writeRules(folder: string, { name, groups }: RuleSet): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}.yaml`)
  writeFileSync(file, stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false }))
  return file
}

/** promtool's word on the syntax. */
export async function syntaxFaults(file: string): Promise<string[]> {
  const { code, output } = await promtool(['check', 'rules', '--lint-fatal', file])
  return code === 0 ? [] : [output]
}

/** promtool's word on every case, and alerts that no case makes fire or leaves silent. */
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
  const { code, output } = await promtool(['test', 'rules', ...files])
  const counts = (alert: string) =>
    set.cases.flatMap(({ at }) => at.flatMap(({ firing }) => firing[alert] ?? []))
  const untold = set.groups
    .flatMap(({ rules }) => rules.filter(isAlert))
    .flatMap(({ alert }) => {
      const told = counts(alert)
      return told.some((count) => count > 0) && told.includes(0)
        ? []
        : [`${set.name}: no case shows ${alert} both firing and silent`]
    })
  return [...(code === 0 ? [] : [output]), ...untold]
}

async function promtool(words: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn('promtool', words, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  )
  return { code, output }
}
