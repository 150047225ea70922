/** Languages of catalogue/names.csv, in the order of its columns. */
export const NAME_LANGUAGES = ['de', 'es', 'fr', 'it'] as const

const HEADER = ['key', ...NAME_LANGUAGES].join(',')

/**
 * What people call the foods of the starter catalogue in other languages, by key: names of all languages, each once. A line
 * is a key and a column a language, several names with "/" between them. Throws on a line that is not so.
 */
export function readStarterNames(text: string): Map<string, string[]> {
  const [header, ...lines] = text.split('\n').filter(Boolean)
  if (header !== HEADER) throw new Error(`names.csv must begin with ${HEADER}`)
  return new Map(
    lines.map((line) => {
      const [key, ...columns] = line.split(',')
      if (!key || columns.length !== NAME_LANGUAGES.length)
        throw new Error(`names.csv has a wrong line: ${line}`)
      return [key, [...new Set(columns.flatMap((column) => column.split('/')).filter(Boolean))]]
    }),
  )
}
