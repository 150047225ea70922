import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { parse } from 'yaml'
import { ROOT } from '../lib/services.ts'

/** All services in one process. */
export const ALL_IN_ONE = 'mymacrotracker'
/** Every chart that can be installed; `lib` is what they share. */
export const CHARTS = [...SERVICE_NAMES, ALL_IN_ONE] as const
export type Chart = (typeof CHARTS)[number]

export const chartFolder = (chart: string) => join(ROOT, 'charts', chart)
export const hasPhones = (chart: Chart) => chart === 'gateway' || chart === ALL_IN_ONE

export interface ChartFile {
  name: string
  version: string
  appVersion: string
  description: string
  kubeVersion: string
}

export function chartFile(chart: string): ChartFile {
  return parse(readFileSync(join(chartFolder(chart), 'Chart.yaml'), 'utf8')) as ChartFile
}

export interface ValueSet {
  name: string
  files: readonly string[]
}

const VALUES = join(import.meta.dirname, 'values')

/** Sets of values that every chart is rendered with: shared ones, and additions for single charts. */
export function valueSets(chart: Chart): ValueSet[] {
  const files = readdirSync(VALUES)
  const set = (name: string) => ({
    name,
    files: [`${name}.yaml`, `${name}.${chart}.yaml`]
      .filter((each) => files.includes(each))
      .map((each) => join(VALUES, each)),
  })
  return [{ name: 'defaults', files: [] }, set('small'), set('production')]
}
