import { expect, test } from '@jest/globals'
import { isNews } from '../../src/inbox/domain/is-news.ts'
import { energyExceededText, proteinReachedText } from '../../src/inbox/domain/notification-text.ts'

const NOW = Date.parse('2026-05-05T12:00:00Z')

test.each([
  ['2026-05-03', true],
  ['2026-05-02', false],
  ['2026-05-05', true],
  ['2026-05-07', true],
  ['2026-05-08', false],
  ['nonsense', false],
])('at noon of 5 May, %s is news: %s', (date, news) => {
  expect(isNews(date, NOW)).toBe(news)
})

test('today is news in every zone on earth, at every hour of it', () => {
  for (let hour = -12; hour <= 14 + 24; hour++)
    expect(isNews('2026-05-05', Date.parse('2026-05-05T00:00:00Z') + hour * 3_600_000)).toBe(true)
})

test('the difference that is told is that of the figures that are told', () => {
  expect(
    energyExceededText({
      userId: '',
      date: '2026-05-05',
      energyKcal: 2000.5,
      targetKcal: 2000.4,
      isUpdate: false,
    }).body,
  ).toBe('2001 kcal on 2026-05-05, 1 kcal above the target of 2000 kcal.')
  expect(
    proteinReachedText({ userId: '', date: '2026-05-05', proteinG: 99.6, targetG: 99.5, isUpdate: false })
      .body,
  ).toContain('100 g of 100 g')
})
