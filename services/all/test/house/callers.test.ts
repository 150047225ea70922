import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { METHODS, SERVICE_NAMES } from '@mymacrotracker/contracts'

const CALL = new RegExp(`\\b(${SERVICE_NAMES.join('|')})\\s*\\.\\s*([a-z]\\w+)\\s*\\.\\s*([a-z]\\w+)\\(`, 'g')
const lower = (word: string) => `${word[0]!.toLowerCase()}${word.slice(1)}`

/** `clients.profile.person.getProfile(` in a service's source, or a client taken out and called, as `Caller profile/GetProfile`. */
function callsIn(service: string): Set<string> {
  const calls = new Set<string>()
  for (const path of sources(join('services', service, 'src'))) {
    const text = readFileSync(path, 'utf8')
    for (const [, target, feature, method] of text.matchAll(CALL)) {
      const name = `${target}/${feature}/${method}`
      if (KNOWN.has(name)) calls.add(name)
    }
  }
  return calls
}

const KNOWN = new Map(
  Object.entries(METHODS).map(([path, rule]) => {
    const [, service, feature, method] = /^\/mymacrotracker\.([a-z]+)\.v1\.(\w+)Service\/(.+)$/.exec(path)!
    return [`${service}/${lower(feature!)}/${lower(method!)}`, rule]
  }),
)

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return name === 'prisma' ? [] : sources(path)
    return path.endsWith('.ts') ? [path] : []
  })
}

test('who calls whom in the code is who may call whom in the contracts, both ways', () => {
  const called = new Map(SERVICE_NAMES.map((service) => [service, callsIn(service)]))
  const wrong: string[] = []
  for (const [name, { callers }] of KNOWN) {
    const target = name.split('/')[0]!
    if (callers.includes('*')) continue
    for (const service of SERVICE_NAMES.filter((each) => each !== target)) {
      const allowed = callers.includes(service)
      const calls = called.get(service)!.has(name)
      if (calls && !allowed) wrong.push(`${service} calls ${name}, which does not list it`)
      if (!calls && allowed) wrong.push(`${name} lists ${service}, which never calls it`)
    }
  }
  expect(wrong).toEqual([])
})
