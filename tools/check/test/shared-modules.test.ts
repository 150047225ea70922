import { expect, test } from '@jest/globals'
import { InvalidError } from '@mymacrotracker/errors'
import { z } from 'zod'
import { workspaceFaults } from '../workspace.ts'

// Each context of node:vm has a Function of its own, so it shows where code was loaded.
const contextOf = (code: object) => code.constructor

test('product code and libraries are loaded once a worker, outside of the context of a test', () => {
  expect(contextOf(InvalidError)).not.toBe(Function)
  expect(contextOf(z.string)).toBe(contextOf(InvalidError))
})

test('a test and what it imports from sources have a context of their own', () => {
  expect(contextOf(workspaceFaults)).toBe(Function)
})

test('a date, an error and a map of a test are what product code takes for one', () => {
  expect(z.date().safeParse(new Date()).success).toBe(true)
  expect(z.map(z.string(), z.string()).safeParse(new Map()).success).toBe(true)
  expect(new InvalidError('WRONG', 'wrong')).toBeInstanceOf(Error)
})
