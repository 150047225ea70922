import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as contracts from '@mymacrotracker/contracts'
import type { ServiceName, Topic } from '@mymacrotracker/contracts'

export const ROOT = join(import.meta.dirname, '../..')
/** Every image: one for each service, and one for all of them in one process. */
export const IMAGES = [...contracts.SERVICE_NAMES, 'all'] as const

export const tagOf = (image: string, tag = 'dev') => `mymacrotracker/${image}:${tag}`

/** By the name of their variable, such as diaryTopic. */
export const TOPICS = Object.fromEntries(
  Object.entries(contracts).filter(([name]) => name.endsWith('Topic')),
) as Record<string, Topic<unknown>>

/** By the code of a service's consumers: `name: 'events.on-food-changed', topic: foodTopic`. */
export function consumersOf(service: ServiceName): { group: string; topic: string }[] {
  const src = join(ROOT, 'services', service, 'src')
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|\/)consumers\/on-[^/]+\.ts$/.test(path))
    .map((path) => {
      const [, group, topic] =
        /\bname: '([a-z.-]+)',\s+topic: (\w+)/.exec(readFileSync(join(src, path), 'utf8')) ?? []
      if (!group || !topic) throw new Error(`services/${service}/src/${path}: which consumer is it?`)
      return { group, topic: TOPICS[topic]!.name }
    })
    .sort((a, b) => a.group.localeCompare(b.group))
}

/** What one of two lists has and the other lacks. */
export function differences(
  [leftName, left]: readonly [string, readonly string[]],
  [rightName, right]: readonly [string, readonly string[]],
): string[] {
  const only = (name: string, some: readonly string[], others: readonly string[]) =>
    some.filter((each) => !others.includes(each)).map((each) => `only ${name}: ${each}`)
  return [...only(leftName, left, right), ...only(rightName, right, left)]
}
