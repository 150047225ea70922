import { describe, expect, test } from '@jest/globals'
import { rankEndpoints } from '../src/zones/rank-endpoints.ts'

/** `a1 a2 b1`: an endpoint a word, its zone the letter; `?` has none. */
const endpoints = (words: string) =>
  words
    .split(' ')
    .filter(Boolean)
    .map((host) => ({ host, port: 9000, zone: host[0] === '?' ? undefined : host[0] }))
const ranked = (words: string, zone?: string, excluded = '') => {
  const found = rankEndpoints(endpoints(words), { zone, excluded: new Set(excluded) })
  const ofRank = (rank: number) =>
    found
      .filter((each) => each.rank === rank)
      .map(({ host }) => host)
      .join(' ')
  return { first: ofRank(0), spare: ofRank(1), last: ofRank(2) }
}

describe('the own zone', () => {
  test('comes first with one endpoint in each of three zones', () => {
    expect(ranked('a1 b1 c1', 'b')).toEqual({ first: 'b1', spare: 'a1 c1', last: '' })
  })

  test('comes first while it has half of its share', () => {
    expect(ranked('a1 a2 b1 b2 b3 b4 c1 c2 c3', 'a')).toEqual({
      first: 'a1 a2',
      spare: 'b1 b2 b3 b4 c1 c2 c3',
      last: '',
    })
    expect(ranked('a1 b1 b2', 'a')).toEqual({ first: 'a1', spare: 'b1 b2', last: '' })
  })

  test('is like the others with less than that: one process does not bear a third of the calls of nine', () => {
    expect(ranked('a1 b1 b2 b3 b4 c1 c2 c3 c4', 'a')).toEqual({
      first: 'a1 b1 b2 b3 b4 c1 c2 c3 c4',
      spare: '',
      last: '',
    })
  })

  test('without any endpoint sends its calls everywhere', () => {
    expect(ranked('b1 c1', 'a')).toEqual({ first: 'b1 c1', spare: '', last: '' })
  })

  test('that is not known makes all alike', () => {
    expect(ranked('a1 b1')).toEqual({ first: 'a1 b1', spare: '', last: '' })
  })
})

describe('an excluded zone', () => {
  test('comes last, also for callers in it', () => {
    expect(ranked('a1 b1 c1', 'b', 'a')).toEqual({ first: 'b1', spare: 'c1', last: 'a1' })
    expect(ranked('a1 b1 c1', 'a', 'a')).toEqual({ first: 'b1 c1', spare: '', last: 'a1' })
  })

  test('is what there is when nothing else is left', () => {
    expect(ranked('a1 b1', 'b', 'ab')).toEqual({ first: '', spare: '', last: 'a1 b1' })
  })

  test('does not count for the share of the others', () => {
    expect(ranked('a1 b1 b2 c1 c2 c3 c4 c5', 'a', 'c')).toEqual({
      first: 'a1',
      spare: 'b1 b2',
      last: 'c1 c2 c3 c4 c5',
    })
  })

  test('says nothing of an endpoint without a zone', () => {
    expect(ranked('?1 a1', 'b', 'a')).toEqual({ first: '?1', spare: '', last: 'a1' })
  })
})

test('each endpoint says where it is, as seen from here', () => {
  const relations = (zone?: string) =>
    rankEndpoints(endpoints('a1 b1 ?1'), { zone, excluded: new Set() }).map(({ relation }) => relation)
  expect(relations('a')).toEqual(['same', 'other', 'unknown'])
  expect(relations()).toEqual(['unknown', 'unknown', 'unknown'])
})
