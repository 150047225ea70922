import { resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { testsOf } from '../changed.ts'

const of = (path: string) => testsOf(resolve('.'), path)

test('a handler brings the tests of its feature, and those of the house', () => {
  expect(of('services/events/src/weights/rpc/list-weights.ts')).toEqual(
    expect.arrayContaining(['services/events/test/weights/', 'services/all/test/house/']),
  )
  expect(of('services/events/src/weights/rpc/list-weights.ts')).not.toContain('services/events/test/diary/')
})

test('a test brings itself, and what tests share those of its folder', () => {
  expect(of('services/events/test/weights/trend.test.ts')).toEqual([
    'services/events/test/weights/trend.test.ts',
  ])
  expect(of('services/events/test/facts.ts')).toEqual(['services/events/test/'])
  expect(of('services/events/test/gone.test.ts')).toEqual([])
})

test('a package brings its own tests and those of who imports it', () => {
  const found = of('packages/food-search/src/match.ts')
  expect(found).toEqual(expect.arrayContaining(['packages/food-search/test/', 'services/integrations/test/']))
  expect(found).not.toContain('services/notifier/test/')
})

test('a contract brings its feature and the comparison with the last release', () => {
  expect(of('proto/mymacrotracker/events/v1/weights_service.proto')).toEqual(
    expect.arrayContaining(['services/events/test/weights/', 'services/all/test/compatibility/']),
  )
})

test('a document brings none, the configuration of jest all', () => {
  expect(of('docs/zones.md')).toEqual([])
  expect(of('jest.config.mjs')).toBeUndefined()
})
