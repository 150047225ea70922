import { describe, expect, test } from '@jest/globals'
import { RELEASED_TOPICS, differences } from './message-differences.ts'
import { withMoreFacts, withMoreOfAll, withNumber, withoutField } from './other-releases.ts'
import { sampleMessages } from './sample-messages.ts'
import { LATER_JSON, decode, encode, released, releasedFiles, releasedServices, schemaOf } from './schema.ts'

describe.each(releasedServices())('what %s released', (service) => {
  test('is read and written by this build without loss', () => {
    expect(differences(released(service))).toEqual([])
  })

  test('and a release after it may say more in every message, which this build leaves out', () => {
    const later = schemaOf(withMoreOfAll(releasedFiles(service)))
    const found = differences(later)
    expect(
      found.filter(
        (each) => !each.includes(LATER_JSON) && !each.endsWith('AskLater: this build does not have it'),
      ),
    ).toEqual([])
    // The samples did say more, or this would prove nothing.
    expect(found.some((each) => each.includes(LATER_JSON))).toBe(true)
  })
})

test('a fact of a kind that came later is read as none', () => {
  for (const topic of RELEASED_TOPICS) {
    const later = schemaOf(withMoreFacts(releasedFiles(topic.owner), topic.type)).message(topic.type)
    const said = sampleMessages(later).find((sample) => LATER_JSON in (sample as object))!
    expect(topic.decode(encode(later, said))).toEqual({ fact: undefined })
  }
})

describe('a release that', () => {
  test('had one field less is read without loss', () => {
    const before = withoutField(releasedFiles('events'), 'mymacrotracker.events.v1.Entry', 'meal')
    expect(differences(schemaOf(before))).toEqual([])
  })

  test('numbered a field otherwise is found', () => {
    const broken = schemaOf(
      withNumber(releasedFiles('events'), 'mymacrotracker.events.v1.EntryState', 'date', 30),
    )
    expect(
      differences(broken).filter((each) => each.startsWith('mymacrotracker.events.diary.v1')),
    ).not.toEqual([])
  })

  test('put a field where another one is now is found', () => {
    const broken = schemaOf(
      withNumber(
        withoutField(releasedFiles('profile'), 'mymacrotracker.profile.v1.Goal', 'kind'),
        'mymacrotracker.profile.v1.Goal',
        'rate_percent_per_week',
        1,
      ),
    )
    expect(differences(broken)).not.toEqual([])
  })
})

test('what a release does not know of a message it drops', () => {
  const later = schemaOf(withMoreOfAll(releasedFiles('recommender'))).message(
    'mymacrotracker.recommender.v1.ProteinTargetReached',
  )
  const now = released('recommender').message('mymacrotracker.recommender.v1.ProteinTargetReached')
  const bytes = encode(later, {
    userId: 'u',
    date: '2026-03-01',
    proteinG: 120.5,
    targetG: 118,
    [LATER_JSON]: 'more',
  })
  expect(decode(now, bytes)).toEqual({ userId: 'u', date: '2026-03-01', proteinG: 120.5, targetG: 118 })
})
