import { execaSync } from 'execa'
import { goProgram, oldestKubernetes, pythonPackage } from '../lib/programs.ts'
import { join } from 'node:path'
import { CHECKOV_SKIPS, SCORE_OPTIONS, SMALL_SCORE_OPTIONS, SMALL_SKIPS } from './accepted.ts'

const CHECKOV = 'checkov==3.3.30'

/** What kube-score calls critical. */
export function criticalScores(manifests: string, { isSmall }: { isSmall: boolean }): string[] {
  const accepted = [...SCORE_OPTIONS, ...(isSmall ? SMALL_SCORE_OPTIONS : [])].map(({ check }) => check)
  const version = `v${oldestKubernetes().split('.').slice(0, 2).join('.')}`
  const { stdout, stderr } = execaSync({
    input: manifests,
    reject: false,
  })`${goProgram('kube-score')} score - --output-format ci --kubernetes-version ${version} ${accepted}`
  if (!stdout.includes('[OK]')) throw new Error(stderr)
  return stdout.split('\n').filter((line) => line.startsWith('[CRITICAL]'))
}

interface Report {
  summary: { passed: number; parsing_errors: number }
  results: { failed_checks: { check_id: string; check_name: string; resource: string }[] }
}

/** What checkov finds in manifests. Without an account it reports no severities: every finding counts. */
export function checkovFindings(
  files: readonly string[],
  { isSmall }: { isSmall: boolean },
): { passed: number; findings: string[] } {
  const skipped = [...CHECKOV_SKIPS, ...(isSmall ? SMALL_SKIPS : [])].map(({ check }) => check).join(',')
  const python = join(pythonPackage(CHECKOV), 'bin/python3')
  const { stdout, stderr } = execaSync({
    reject: false,
  })`${python} -m checkov.main --framework kubernetes --file ${files} --skip-check ${skipped} --quiet --compact --output json --skip-download`
  if (!stdout.trim()) throw new Error(stderr.slice(-2000))
  const { summary, results } = JSON.parse(stdout) as Report
  const unread = summary.parsing_errors > 0 ? [`${summary.parsing_errors} files could not be read`] : []
  const failed = results.failed_checks.map(
    ({ check_id, check_name, resource }) => `${resource}: ${check_id} ${check_name}`,
  )
  return { passed: summary.passed, findings: [...unread, ...failed] }
}
