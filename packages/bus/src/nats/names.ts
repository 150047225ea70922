import { createHash } from 'node:crypto'
import { PARTITIONS, partitionOf } from '../bus.ts'

// Names of streams and subjects. A topic, group or key becomes one token, whatever characters it has.

export const CURSORS = 'mmt-cursors'
export const MEMBERS = 'mmt-members'
export const PARKED = 'mmt-parked'

/** A name as a readable token: a dot becomes "_", letters, digits and "-" stay, other bytes become "=xx". */
export function tokenOf(name: string): string {
  const escaped = encodeURIComponent(name).replaceAll(
    /[_!~*'()]/g,
    (each) => `%${each.charCodeAt(0).toString(16)}`,
  )
  return escaped.replaceAll('.', '_').replaceAll('%', '=')
}

export function nameOf(token: string): string {
  return decodeURIComponent(token.replaceAll('_', '.').replaceAll('=', '%'))
}

/** A key as a token: a hash, because a key may have any length. */
export function keyToken(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22)
}

export const streamOf = (topic: string) => `mmt-topic-${tokenOf(topic)}`
export const topicSubjects = (topic: string) => `mmt.topic.${tokenOf(topic)}.>`

/** A compacted topic has a subject for each key, of which the server keeps the last message; other topics have twelve. */
export function subjectOf(topic: string, key: string, isCompacted: boolean): string {
  return `mmt.topic.${tokenOf(topic)}.${partitionOf(key)}${isCompacted ? `.${keyToken(key)}` : ''}`
}

export function partitionSubject(topic: string, partition: number, isCompacted: boolean): string {
  return `mmt.topic.${tokenOf(topic)}.${partition}${isCompacted ? '.*' : ''}`
}

/** The partition in a topic's subject. */
export function partitionIn(subject: string): number {
  return Number(subject.split('.')[3])
}

export const cursorSubject = (group: string, topic: string, partition: number | '*') =>
  `mmt.cursor.${tokenOf(group)}.${tokenOf(topic)}.${partition}`
export const cursorsOfGroup = (group: string) => `mmt.cursor.${tokenOf(group)}.*.*`
export const memberSubject = (id: string) => `mmt.member.${id}`
export const ALL_PARTITIONS = Array.from({ length: PARTITIONS }, (_, partition) => partition)

// Hints are not stored. Whoever misses one finds out by polling, a little later.
export const newsSubject = (topic: string) => `mmt.news.${tokenOf(topic)}`
export const CHANGED_MEMBERS = 'mmt.changed.members'
export const changedGroup = (group: string, topic: string) =>
  `mmt.changed.group.${tokenOf(group)}.${tokenOf(topic)}`
