import { spawnSync } from 'node:child_process'
import { CHECKOV_SKIPS, SCORE_OPTIONS, SMALL_SCORE_OPTIONS, SMALL_SKIPS } from './accepted.ts'
import { oldestKubernetes } from './charts.ts'
import { checkov } from './programs.ts'

/** What kube-score calls critical. */
export function criticalScores(
  score: string,
  manifests: string,
  { isSmall }: { isSmall: boolean },
): string[] {
  const accepted = [...SCORE_OPTIONS, ...(isSmall ? SMALL_SCORE_OPTIONS : [])].map(({ check }) => check)
  const version = `v${oldestKubernetes().split('.').slice(0, 2).join('.')}`
  const { stdout, stderr, error } = spawnSync(
    score,
    ['score', '-', '--output-format', 'ci', '--kubernetes-version', version, ...accepted],
    { input: manifests, encoding: 'utf8' },
  )
  if (error || !stdout.includes('[OK]')) throw error ?? new Error(stderr)
  return stdout.split('\n').filter((line) => line.startsWith('[CRITICAL]'))
}

interface Report {
  summary: { passed: number; parsing_errors: number }
  results: { failed_checks: { check_id: string; check_name: string; resource: string }[] }
}

/** What checkov finds in manifests. It knows no severity without an account: every finding counts. */
export function checkovFindings(
  files: readonly string[],
  { isSmall }: { isSmall: boolean },
): { passed: number; findings: string[] } {
  const skipped = [...CHECKOV_SKIPS, ...(isSmall ? SMALL_SKIPS : [])].map(({ check }) => check).join(',')
  const [program, ...words] = checkov()
  const { stdout, stderr } = spawnSync(
    program,
    [
      ...words,
      '--framework',
      'kubernetes',
      '--file',
      ...files,
      '--skip-check',
      skipped,
      '--quiet',
      '--compact',
      '--output',
      'json',
      '--skip-download',
    ],
    { encoding: 'utf8', maxBuffer: 64 << 20 },
  )
  if (!stdout.trim()) throw new Error(stderr.slice(-2000))
  const { summary, results } = JSON.parse(stdout) as Report
  const unread = summary.parsing_errors > 0 ? [`${summary.parsing_errors} files could not be read`] : []
  return {
    passed: summary.passed,
    findings: [
      ...unread,
      ...results.failed_checks.map(
        ({ check_id, check_name, resource }) => `${resource}: ${check_id} ${check_name}`,
      ),
    ],
  }
}
