import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { ROOT } from '../lib/services.ts'
import type { Dashboard } from './dashboard-faults.ts'
import type { Group } from './rules.ts'
import { serviceDashboard } from './service-dashboard.ts'
import { serviceRules } from './service-rules.ts'
import { SERVICES } from './services.ts'

/** Written by hand, as nothing in them repeats. */
export const PLATFORM_RULES = 'k8s/platform/observability/rules.yaml'
export const WELL_DASHBOARD = 'k8s/platform/observability/is-it-well.json'

/** Every generated file, by its path from the root. */
export function observabilityFiles(): Map<string, string> {
  return new Map(
    SERVICES.flatMap((service) => [
      [`charts/${service.name}/files/alerts.yaml`, yaml({ groups: serviceRules(service) })],
      [`charts/${service.name}/files/dashboard.json`, json(serviceDashboard(service))],
    ]),
  )
}

export function platformRules(): Group[] {
  return (parse(readFileSync(join(ROOT, PLATFORM_RULES), 'utf8')) as { spec: { groups: Group[] } }).spec
    .groups
}

/** Every dashboard, generated or not. */
export function dashboards(): { path: string; model: Dashboard }[] {
  const texts = [
    ...[...observabilityFiles()].filter(([path]) => path.endsWith('.json')),
    [WELL_DASHBOARD, readFileSync(join(ROOT, WELL_DASHBOARD), 'utf8')] as const,
  ]
  return texts.map(([path, text]) => ({ path, model: JSON.parse(text) as Dashboard }))
}

const yaml = (value: unknown) =>
  `# Made by tools/observability/generate.ts from services.ts beside it. What the alerts mean: docs/alerts.md.\n${stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })}`
const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`
