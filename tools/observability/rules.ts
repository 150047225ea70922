export interface Recording {
  record: string
  expr: string
  labels?: Record<string, string>
}

/** "page" wakes somebody: users notice, or will soon. "ticket" is for the next working day. */
export type Severity = 'page' | 'ticket'

export interface Alert {
  alert: string
  expr: string
  for?: string
  labels: { severity: Severity } & Record<string, string>
  annotations: { summary: string; description: string; runbook_url: string }
}

export interface Group {
  name: string
  rules: (Recording | Alert)[]
}

interface AlertOptions {
  name: string
  severity: Severity
  expr: string
  for?: string
  labels?: Record<string, string>
  summary: string
  description: string
}

/** `$labels` and `$value` in the texts are Prometheus templates. */
export function alert({
  name,
  severity,
  expr,
  for: lasts,
  labels = {},
  summary,
  description,
}: AlertOptions): Alert {
  return {
    alert: name,
    expr,
    ...(lasts !== undefined && { for: lasts }),
    labels: { severity, ...labels },
    annotations: { summary, description, runbook_url: `docs/alerts.md#${name.toLowerCase()}` },
  }
}

export const isAlert = (rule: Recording | Alert): rule is Alert => 'alert' in rule
