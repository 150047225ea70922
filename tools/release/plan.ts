// `node tools/release/plan.ts`: what to release, as one line of JSON: the services whose version has no tag yet.
// `-- --notes events` prints what that service's changelog says of its version instead.
import { parseArgs } from 'node:util'
import { releaseNotes } from './changelogs.ts'
import { ROOT, git, releasedServices, type Released } from './services.ts'

/** The tag is created last, once the image is pushed and signed: a release that failed half-way is planned again. */
export function releasePlan(root: string): Released[] {
  const tags = new Set(git(root, 'tag', '--list').split('\n'))
  return releasedServices(root).filter(({ tag }) => !tags.has(tag))
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { notes: { type: 'string' } } })
  console.log(
    values.notes ? (releaseNotes(ROOT, values.notes)?.text ?? '') : JSON.stringify(releasePlan(ROOT)),
  )
}
