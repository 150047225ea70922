import type { ImportReport } from './import-usda-sr.ts'

const FAULTS_SHOWN = 20

/** An import's report for a person, line by line. */
export function importReportLines(report: ImportReport, tookMs: number): string[] {
  const { read, added, changed, unchanged, portions, orphans, flagged, withFactors, agreeing, faults } =
    report
  const flags = Object.entries(flagged)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([flag, count]) => `${flag} ${count}`)
  return [
    `foods read ${read}: ${added} new, ${changed} changed, ${unchanged} unchanged`,
    `portions ${portions}; ${orphans} left out because their food is not in the figures`,
    `flagged by label sanity: ${flags.length > 0 ? flags.join(', ') : 'none'}`,
    `energy by USDA's own factors within 1 %: ${agreeing} of ${withFactors} foods${withFactors > 0 ? ` (${((100 * agreeing) / withFactors).toFixed(1)} %)` : ''}`,
    `rows that could not be read: ${faults.length}`,
    ...faults.slice(0, FAULTS_SHOWN).map(({ file, row, message }) => `  ${file} row ${row}: ${message}`),
    ...(faults.length > FAULTS_SHOWN ? [`  and ${faults.length - FAULTS_SHOWN} more`] : []),
    `took ${(tookMs / 1000).toFixed(1)} s`,
  ]
}
