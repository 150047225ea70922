/** The parts of Grafana's dashboard model used here (schemaVersion 41, Grafana 12). */
export interface Query {
  expr: string
  legend: string
}
export interface Panel {
  title: string
  kind: 'timeseries' | 'stat' | 'bargauge' | 'table'
  unit: string
  width: number
  height?: number
  queries: readonly Query[]
  description?: string
  max?: number
  thresholds?: readonly Threshold[]
  stacked?: boolean
}
export interface Row {
  title: string
  panels: readonly Panel[]
}
export interface Threshold {
  from: number | null
  colour: 'green' | 'orange' | 'red'
}

interface DashboardOptions {
  uid: string
  title: string
  description: string
  rows: readonly Row[]
}

const COLUMNS = 24
/** Chosen on the page, so that no dashboard contains the id of a particular Prometheus. */
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' }

export function dashboard({ uid, title, description, rows }: DashboardOptions) {
  return {
    uid,
    title,
    description,
    tags: ['mymacrotracker'],
    schemaVersion: 41,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: { list: [datasourceVariable, namespaceVariable] },
    links: [
      {
        type: 'dashboards',
        title: 'MyMacroTracker',
        tags: ['mymacrotracker'],
        asDropdown: true,
        includeVars: true,
        keepTime: true,
        icon: 'external link',
        tooltip: '',
        url: '',
        targetBlank: false,
      },
    ],
    annotations: { list: [] },
    panels: laidOut(rows),
  }
}

const datasourceVariable = {
  name: 'datasource',
  label: 'Prometheus',
  type: 'datasource',
  query: 'prometheus',
  refresh: 1,
  hide: 0,
  includeAll: false,
  multi: false,
  options: [],
  regex: '',
}
/** "All" also matches series without a namespace (compose). */
const namespaceVariable = {
  name: 'namespace',
  label: 'Namespace',
  type: 'query',
  datasource: DATASOURCE,
  query: { query: 'label_values(event_loop_lag_ms, namespace)', refId: 'namespace' },
  refresh: 2,
  sort: 1,
  hide: 0,
  includeAll: true,
  allValue: '.*',
  multi: false,
  options: [],
  regex: '',
  current: { text: 'All', value: '$__all' },
}

function laidOut(rows: readonly Row[]) {
  let id = 0
  let y = 0
  return rows.flatMap(({ title, panels }) => {
    const header = {
      id: ++id,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y: y++, w: COLUMNS, h: 1 },
      panels: [],
    }
    let x = 0
    let lineHeight = 0
    const placed = panels.map((panel) => {
      const { width, height = 8 } = panel
      if (x + width > COLUMNS) {
        x = 0
        y += lineHeight
        lineHeight = 0
      }
      const gridPos = { x, y, w: width, h: height }
      x += width
      lineHeight = Math.max(lineHeight, height)
      return drawn(panel, ++id, gridPos)
    })
    y += lineHeight
    return [header, ...placed]
  })
}

function drawn(
  { title, kind, unit, queries, description, max, thresholds, stacked }: Panel,
  id: number,
  gridPos: { x: number; y: number; w: number; h: number },
) {
  const isNow = kind !== 'timeseries'
  return {
    id,
    type: kind,
    title,
    ...(description !== undefined && { description }),
    gridPos,
    datasource: DATASOURCE,
    targets: queries.map(({ expr, legend }, at) => ({
      refId: String.fromCodePoint(65 + at),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
      editorMode: 'code',
      instant: isNow,
      range: !isNow,
      ...(kind === 'table' && { format: 'table' }),
    })),
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        ...(max !== undefined && { max }),
        ...(thresholds && {
          color: { mode: 'thresholds' },
          thresholds: {
            mode: 'absolute',
            steps: thresholds.map(({ from, colour }) => ({ value: from, color: colour })),
          },
        }),
        ...(kind === 'timeseries' && {
          custom: {
            drawStyle: 'line',
            lineWidth: 1,
            fillOpacity: stacked ? 30 : 5,
            showPoints: 'never',
            spanNulls: false,
            stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
          },
        }),
      },
      overrides: [],
    },
    options: OPTIONS[kind],
  }
}

const lastValue = { calcs: ['lastNotNull'], fields: '', values: false }
const OPTIONS = {
  timeseries: {
    legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs: ['lastNotNull', 'max'] },
    tooltip: { mode: 'multi', sort: 'desc' },
  },
  stat: {
    colorMode: 'background',
    graphMode: 'none',
    justifyMode: 'auto',
    orientation: 'auto',
    textMode: 'value_and_name',
    reduceOptions: lastValue,
  },
  bargauge: {
    displayMode: 'basic',
    orientation: 'horizontal',
    showUnfilled: true,
    valueMode: 'color',
    reduceOptions: lastValue,
  },
  table: { showHeader: true, cellHeight: 'sm' },
}

export const query = (expr: string, legend: string): Query => ({ expr, legend })
export const chart = (
  title: string,
  unit: string,
  queries: readonly Query[],
  more: Partial<Panel> = {},
): Panel => ({ title, kind: 'timeseries', unit, width: 8, queries, ...more })
