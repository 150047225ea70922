/** A story for promtool: what was measured minute by minute, and which alerts fire when. */
export interface RuleCase {
  title: string
  /** Values by series, in promtool's notation, one a minute. */
  series: Record<string, string>
  /** Alerts that fire at that minute, and how many of each; 0 is a promise too. */
  /** How often rules are evaluated, where a minute is needlessly fine. */
  everyMinutes?: number
  at: readonly { minute: number; firing: Record<string, number> }[]
}

/** The test file that promtool runs for cases whose rules are evaluated alike. */
export function promtoolTest({
  rulesFile,
  groups,
  everyMinutes,
  cases,
}: {
  rulesFile: string
  groups: readonly string[]
  everyMinutes: number
  cases: readonly RuleCase[]
}) {
  return {
    // Else the order is by chance, and an alert may see what was recorded a round ago.
    rule_files: [rulesFile],
    group_eval_order: groups,
    evaluation_interval: `${everyMinutes}m`,
    tests: cases.map(({ title, series, at }) => ({
      name: title,
      interval: '1m',
      input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
      promql_expr_test: at.flatMap(({ minute, firing }) =>
        Object.entries(firing).map(([alert, count]) => ({
          expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
          eval_time: `${minute}m`,
          exp_samples: [{ labels: '{}', value: count }],
        })),
      ),
    })),
  }
}

/** A value that stays. */
export const still = (value: number, minutes = 120) => `${value}x${minutes}`
/** A counter from 0. */
export const growing = (perMinute: number, minutes = 120) => `0+${perMinute}x${minutes}`
