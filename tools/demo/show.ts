import type { Day, Entry, Food, Nutrients, Notification, Suggestions, Weights } from './api.ts'
import type { Trick } from './phone-tricks.ts'
import { WIDTH, bar, between, cut, dayName, fit, paint, table, whole, wrap } from './table.ts'

export const heading = (text: string): string[] => ['', paint(['bold', 'cyan'], text), '']
export const indented = (lines: readonly string[], by = 2): string[] =>
  lines.map((line) => ' '.repeat(by) + line)
export const paragraph = (text: string): string[] => indented(wrap(text, WIDTH - 2))

/** What a person typed, and what the search made of it. */
export function searchLines(found: readonly (readonly [string, Food])[]): string[] {
  const rows = found.map(
    ([
      typed,
      {
        name,
        per100: { nutrients },
      },
    ]) => [
      `"${typed}"`,
      paint('dim', '→'),
      cut(name, between(23, 34)),
      paint(
        'dim',
        `${whole(nutrients['energyKcal'] ?? 0)} kcal, ${nutrients['proteinG'] ?? '?'} g protein${WIDTH < 95 ? '' : ' / 100 g'}`,
      ),
    ],
  )
  return indented(
    table(
      ['', '', '', ''].map((title) => ({ title })),
      rows,
    ).slice(1),
  )
}

export function trickLines(tricks: readonly Trick[]): string[] {
  const room = between(53, 72)
  return tricks.flatMap(({ name, summary, statuses }) => {
    const lines = wrap(summary, room)
    return lines.map((line, at) => {
      const title = at === 0 ? paint('bold', name) : ''
      const end = at === lines.length - 1 ? `  ${paint('dim', statuses.join(' '))}` : ''
      return `  ${fit(title, 11)}${end ? fit(line, room) : line}${end}`
    })
  })
}

/** One line a day: what was eaten against the target of that day, and the scale. */
export function weekLines(days: readonly Day[], { items, trend }: Weights): string[] {
  const rows = days.map(({ date, totals, targets }) => {
    const against = (key: string, width: number, isBetterAbove: boolean) =>
      painted(totals[key] ?? 0, Number(targets?.[key] ?? 0), width, isBetterAbove)
    const weightKg = items.find((each) => each.date === date)?.weightKg
    const trendKg = trend.findLast((each) => each.date <= date)?.trendKg
    return [
      dayName(date),
      against('energyKcal', between(7, 19), false),
      `${whole(totals['energyKcal'] ?? 0)}${paint('dim', `/${whole(Number(targets?.['energyKcal'] ?? 0))}`)}`,
      against('proteinG', between(6, 12), true),
      `${whole(totals['proteinG'] ?? 0)}${paint('dim', `/${whole(Number(targets?.['proteinG'] ?? 0))}`)}`,
      whole(totals['carbohydrateG'] ?? 0),
      whole(totals['fatG'] ?? 0),
      weightKg?.toFixed(1) ?? '',
      trendKg?.toFixed(2) ?? '',
    ]
  })
  const right = 'right' as const
  return indented(
    table(
      [
        { title: 'day' },
        { title: 'energy' },
        { title: 'kcal', align: right },
        { title: 'protein' },
        { title: 'g', align: right },
        { title: 'carb g', align: right },
        { title: 'fat g', align: right },
        { title: 'kg', align: right },
        { title: 'trend', align: right },
      ],
      rows,
    ),
  )
}

const MACROS = [
  ['energyKcal', 'energy', 'kcal'],
  ['proteinG', 'protein', 'g'],
  ['carbohydrateG', 'carbohydrate', 'g'],
  ['fatG', 'fat', 'g'],
  ['fibreG', 'fibre', 'g'],
] as const

export function remainingLines({ totals, targets, remaining }: Day): string[] {
  const rows = MACROS.map(([key, name, unit]) => {
    const left = remaining?.[key] ?? 0
    const eaten = totals[key] ?? 0
    return [
      name,
      painted(eaten, Number(targets?.[key] ?? 0), between(25, 31), key === 'proteinG' || key === 'fibreG'),
      `${whole(eaten)} of ${whole(Number(targets?.[key] ?? 0))} ${unit}`,
      left < 0 ? `${whole(-left)} ${unit} over` : `${whole(left)} ${unit} left`,
    ]
  })
  return indented(
    table(
      [
        { title: '' },
        { title: '' },
        { title: 'eaten', align: 'right' },
        { title: 'remaining', align: 'right' },
      ],
      rows,
    ),
  )
}

export function mealLines({ byMeal, entries }: Day): string[] {
  const rows = Object.entries(byMeal).map(([meal, sums]) => [
    meal,
    macrosText(sums),
    paint(
      'dim',
      cut(
        entries
          .filter((each) => each.meal === meal)
          .map(entryText)
          .join('; '),
        between(34, 54),
      ),
    ),
  ])
  return indented(table([{ title: '' }, { title: '' }, { title: '' }], rows).slice(1))
}

export function suggestionLines({ items, meal }: Suggestions): string[] {
  const room = between(60, 76)
  return items
    .flatMap(({ title, foods, nutrients, fit: share, reason }, at) => [
      `  ${at + 1}. ${fit(paint('bold', cut(title, room)), room)}  fit ${(share * 100).toFixed(0).padStart(3)} %`,
      ...indented(
        foods.map(
          ({ name, portion, count, grams }) =>
            `${fit(`${count} × ${portion}`, 24)} ${name} ${paint('dim', `(${whole(grams)} g)`)}`,
        ),
        7,
      ),
      `     ${paint('dim', macrosText(nutrients))}`,
      `     ${paint('dim', reason || meal)}`,
      '',
    ])
    .slice(0, -1)
}

export function inboxLines(notifications: readonly Notification[]): string[] {
  return notifications.flatMap(({ title, body }) =>
    title.length + body.length + 4 <= WIDTH
      ? [`  ${paint('bold', title)}  ${body}`]
      : [`  ${paint('bold', title)}`, ...indented(wrap(body, WIDTH - 4), 4)],
  )
}

function painted(value: number, target: number, width: number, isBetterAbove: boolean): string {
  const isOver = value > target
  return paint(isOver ? (isBetterAbove ? 'green' : 'yellow') : 'blue', bar(value, target, width))
}

const entryText = ({ name, grams }: Entry): string =>
  grams === undefined ? name : `${name.split(',')[0]} ${whole(grams)} g`

function macrosText(sums: Nutrients): string {
  const grams = (key: string) => whole(sums[key] ?? 0)
  return `${whole(sums['energyKcal'] ?? 0).padStart(5)} kcal  P ${grams('proteinG')}  C ${grams('carbohydrateG')}  F ${grams('fatG')} g`.trimStart()
}
