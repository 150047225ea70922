/** A case for promtool: what was measured minute by minute, and which alerts fire when. */
export interface RuleCase {
  title: string
  /** Values by series, in promtool's notation, one a minute. */
  series: Record<string, string>
  /** By minute, the alerts and how many of each fire; 0 is a promise, too. */
  at: Record<number, Record<string, number>>
  /** How often rules are evaluated, where once a minute is needlessly often. */
  everyMinutes?: number
}

interface TestFile {
  rulesFile: string
  groups: readonly string[]
  everyMinutes: number
  cases: readonly RuleCase[]
}

/** promtool's test file for cases whose rules are evaluated equally often. */
export function promtoolTest({ rulesFile, groups, everyMinutes, cases }: TestFile) {
  return {
    rule_files: [rulesFile],
    // By default the order is random, and an alert may see what was recorded a round ago.
    group_eval_order: groups,
    evaluation_interval: `${everyMinutes}m`,
    tests: cases.map(({ title, series, at }) => ({
      name: title,
      interval: '1m',
      input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
      promql_expr_test: Object.entries(at).flatMap(([minute, firing]) =>
        Object.entries(firing).map(([alert, count]) => ({
          expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
          eval_time: `${minute}m`,
          exp_samples: [{ labels: '{}', value: count }],
        })),
      ),
    })),
  }
}

/** A constant value. */
export const still = (value: number, minutes = 120) => `${value}x${minutes}`
/** A counter that starts at 0. */
export const growing = (perMinute: number, minutes = 120) => `0+${perMinute}x${minutes}`
