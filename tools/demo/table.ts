import { stripVTControlCharacters, styleText } from 'node:util'

const NARROW = 80
const WIDE = 100

/** Columns that are used: those of the terminal, within reason, and of a pipe those that fit every terminal. */
export const WIDTH = Math.min(WIDE, Math.max(NARROW, process.stdout.columns || NARROW))

/** A width between what fits the narrowest terminal and the widest one that is used. */
export const between = (narrow: number, wide: number): number =>
  narrow + Math.floor(((wide - narrow) * (WIDTH - NARROW)) / (WIDE - NARROW))

type Style = Parameters<typeof styleText>[0]

/** Colour on a terminal; plain text otherwise (NO_COLOR, a pipe). */
export const paint = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout })

/** Position of the target in a bar, as a share of its width. */
const TARGET_AT = 0.8

/** `██████░░│  `: what was eaten, the target as a line, and room for what exceeds it. Never wider than `width`. */
export function bar(value: number, target: number, width: number): string {
  const mark = Math.round((width - 1) * TARGET_AT)
  const filled = target > 0 ? Math.min(width - 1, Math.round((value / target) * mark)) : 0
  const beyond = Math.max(0, filled - mark)
  return (
    '█'.repeat(Math.min(filled, mark)) +
    '░'.repeat(Math.max(0, mark - filled)) +
    '│' +
    '█'.repeat(beyond) +
    ' '.repeat(width - 1 - mark - beyond)
  )
}

export interface Column {
  title: string
  align?: 'left' | 'right'
}

/** Rows under their titles, each column as wide as its widest cell. Cells may be painted. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title }, at) =>
    Math.max(title.length, ...rows.map((row) => widthOf(row[at] ?? ''))),
  )
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, at) => fit(cells[at] ?? '', widths[at] ?? 0, align))
      .join('  ')
      .trimEnd()
  return [paint('dim', line(columns.map(({ title }) => title))), ...rows.map(line)]
}

/** Text in lines of at most `width`, broken between words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** A line as it is when it fits; otherwise broken between words, each further line below the first word. */
export function folded(line: string): string[] {
  if (widthOf(line) <= WIDTH) return [line]
  const [indent = ''] = /^ *(\d {2})?/.exec(stripVTControlCharacters(line)) ?? []
  const [first = '', ...more] = wrap(line.trimStart(), WIDTH - indent.length)
  const left = line.length - line.trimStart().length
  return [' '.repeat(left) + first, ...more.map((each) => ' '.repeat(indent.length) + each)]
}

export function fit(text: string, width: number, align: Column['align'] = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'right' ? space + text : text + space
}

/** Cut to a width, with an ellipsis. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1).trimEnd()}…`

/** 1,234: rounded, with a thousands separator. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en')

/** `Sun 15 Nov`. */
export function dayName(date: string): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(new Date(date))
  return `${part({ weekday: 'short' }).slice(0, 3)} ${part({ day: '2-digit' })} ${part({ month: 'short' }).slice(0, 3)}`
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length
}
