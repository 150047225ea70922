/** The parts of Grafana's dashboard model that are checked. */
export interface Dashboard {
  uid: string
  title: string
  schemaVersion: number
  panels: DashboardPanel[]
  templating: { list: { name: string; type: string }[] }
}
interface DashboardPanel {
  id: number
  type: string
  title: string
  gridPos: { x: number; y: number; w: number; h: number }
  datasource?: { uid: string }
  targets?: { refId: string; expr: string; datasource: { uid: string } }[]
}

const KINDS = new Set(['row', 'timeseries', 'stat', 'bargauge', 'table'])
const COLUMNS = 24

/** What would make Grafana refuse or hide something. */
export function dashboardFaults({ uid, title, schemaVersion, panels, templating }: Dashboard): string[] {
  const faults: string[] = []
  const check = (holds: boolean, fault: string) => {
    if (!holds) faults.push(`${title}: ${fault}`)
  }
  check(/^[a-z-]{1,40}$/.test(uid), 'its uid is no short word')
  check(schemaVersion >= 41, 'its schema is old')
  check(
    templating.list.some(({ name, type }) => name === 'datasource' && type === 'datasource'),
    'nobody can choose the data source',
  )
  check(new Set(panels.map(({ id }) => id)).size === panels.length, 'two panels have one id')
  const taken = new Set<string>()
  for (const {
    type,
    title: name,
    gridPos: { x, y, w, h },
    datasource,
    targets = [],
  } of panels) {
    check(KINDS.has(type) && name !== '', `"${name}" is a ${type}`)
    check(x >= 0 && x + w <= COLUMNS && w > 0 && h > 0, `"${name}" is off the page`)
    for (let row = y; row < y + h; row++) {
      for (let column = x; column < x + w; column++) {
        check(!taken.has(`${column}/${row}`), `"${name}" covers another`)
        taken.add(`${column}/${row}`)
      }
    }
    if (type === 'row') continue
    check(targets.length > 0, `"${name}" asks nothing`)
    check(
      new Set(targets.map(({ refId }) => refId)).size === targets.length,
      `"${name}" names two queries alike`,
    )
    for (const source of [datasource, ...targets.map((each) => each.datasource)])
      check(source?.uid === '${datasource}', `"${name}" names a data source`)
  }
  return [...new Set(faults)]
}

/** Every expression of a dashboard with its variables filled in. */
export function expressionsOf({ title, panels }: Dashboard): { where: string; expr: string }[] {
  return panels.flatMap(({ title: panel, targets = [] }) =>
    targets.map(({ refId, expr }) => ({
      where: `${title} / ${panel} / ${refId}`,
      expr: expr.replaceAll('$namespace', '.*').replaceAll('$__rate_interval', '5m'),
    })),
  )
}
