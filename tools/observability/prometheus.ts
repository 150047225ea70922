import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually, freePort } from '@mymacrotracker/testing'
import { execa } from 'execa'
import { stringify } from 'yaml'
import { newFolder, removeFolder } from '../lib/folders.ts'

export interface Target {
  job: string
  address: string
  labels?: Record<string, string>
}
export interface Sample {
  metric: Record<string, string>
  value: [number, string]
}
interface RuleHealth {
  name: string
  health: string
  lastError?: string
}

/** A Prometheus with given rules, queried over its API. */
export interface Prometheus {
  query(expr: string): Promise<Sample[]>
  /** Every rule as it was last evaluated. */
  rules(): Promise<RuleHealth[]>
  stop(): Promise<void>
}

const START_LIMIT_MS = 60_000

export async function startPrometheus({
  targets,
  ruleFiles,
}: {
  targets: readonly Target[]
  ruleFiles: readonly string[]
}): Promise<Prometheus> {
  const folder = newFolder('prometheus')
  const port = await freePort()
  writeFileSync(
    join(folder, 'prometheus.yaml'),
    stringify({
      global: { scrape_interval: '2s', scrape_timeout: '2s', evaluation_interval: '2s' },
      rule_files: ruleFiles,
      scrape_configs: targets.map(({ job, address, labels = {} }) => ({
        job_name: job,
        honor_labels: true,
        static_configs: [{ targets: [address], labels }],
      })),
    }),
  )
  const prometheus = execa({
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
  })`prometheus --config.file=${folder}/prometheus.yaml --storage.tsdb.path=${folder}/data --web.listen-address=127.0.0.1:${port} --log.level=warn`
  const failed = prometheus.then(({ shortMessage }) => {
    throw new Error(shortMessage ?? 'Prometheus ended')
  })
  failed.catch(() => {})
  const ask = async <T>(path: string, form?: Record<string, string>): Promise<T> => {
    const response = await fetch(
      `http://127.0.0.1:${port}/api/v1/${path}`,
      form ? { method: 'POST', body: new URLSearchParams(form) } : {},
    )
    const { data, error } = (await response.json()) as { data: T; error?: string }
    if (error !== undefined) throw new Error(error)
    return data
  }
  await Promise.race([
    failed,
    eventually(async () => {
      if (!(await fetch(`http://127.0.0.1:${port}/-/ready`)).ok) throw new Error('Prometheus is not ready')
    }, START_LIMIT_MS),
  ])
  return {
    query: async (expr) => (await ask<{ result: Sample[] }>('query', { query: expr })).result,
    rules: async () =>
      (await ask<{ groups: { rules: RuleHealth[] }[] }>('rules')).groups.flatMap(({ rules }) => rules),
    async stop() {
      prometheus.kill('SIGTERM')
      await prometheus
      removeFolder(folder)
    },
  }
}
