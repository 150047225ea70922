// Writes values.schema.json, README.md and golden/ of every chart, after its version if that of its service has changed.
// `npm run charts:write`
import { followVersions } from './follow-versions.ts'
import { writeAll } from './written.ts'

const changed = [...followVersions().map((chart) => `charts/${chart}/Chart.yaml`), ...writeAll()]
console.log(
  changed.length > 0 ? `written:\n${changed.map((path) => `  ${path}`).join('\n')}` : 'everything is current',
)
