import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { checkStructure } from '../structure.ts'

let house: string
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(house, path)), { recursive: true })
  writeFileSync(join(house, path), text)
}

describe('the check of the structure', () => {
  beforeEach(() => {
    house = mkdtempSync(join(tmpdir(), 'mymacrotracker-structure-'))
    mkdirSync(join(house, 'packages'))
    write('services/events/package.json', '{ "exports": { "./config": "", "./module": "" } }')
  })
  afterEach(() => rmSync(house, { recursive: true, force: true }))

  test('finds nothing in the repository as it is', () => {
    expect(checkStructure(resolve('.'))).toEqual([])
  })

  test.each([
    "import { openGate } from '../../../../tools/drills/gate.ts'\n",
    "const { openGate } = await import('../../../../tools/drills/gate.ts')\n",
  ])('finds a test of the product that imports from tools/', (text) => {
    write('services/events/test/diary/a.test.ts', text)
    expect(checkStructure(house)).toEqual([
      'services/events/test/diary/a.test.ts: a test of the product imports from tools/',
    ])
  })

  test('leaves other imports of tests alone', () => {
    write('services/events/test/diary/a.test.ts', "import { openGate } from '@mymacrotracker/testing/gate'\n")
    expect(checkStructure(house)).toEqual([])
  })
})
