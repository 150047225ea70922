import { stringify } from 'yaml'
import { platformRules } from './platform-rules.ts'
import { serviceDashboard } from './service-dashboard.ts'
import { serviceRules } from './service-rules.ts'
import { SERVICES } from './services.ts'
import { wellDashboard } from './well-dashboard.ts'
import type { Group } from './rules.ts'

const PLATFORM = 'k8s/platform/observability'

/** Every file that is made here, by its path from the root. */
export function observabilityFiles(): Map<string, string> {
  return new Map([
    ...SERVICES.flatMap((service): [string, string][] => [
      [`charts/${service.name}/files/alerts.yaml`, yaml({ groups: serviceRules(service) })],
      [`charts/${service.name}/files/dashboard.json`, json(serviceDashboard(service))],
    ]),
    [`${PLATFORM}/rules.yaml`, yaml(prometheusRule('mymacrotracker-platform', platformRules()))],
    [`${PLATFORM}/is-it-well.json`, json(wellDashboard())],
  ])
}

const prometheusRule = (name: string, groups: Group[]) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name, labels: { 'app.kubernetes.io/part-of': 'mymacrotracker' } },
  spec: { groups },
})

const yaml = (value: unknown) =>
  `# Made by tools/observability/generate.ts from services.ts beside it. What the alerts mean: docs/alerts.md.\n${stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })}`
const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`
