type Value = string | number | readonly string[]

/** The words of a command: literal text is split at spaces, values are not; a list gives a word for each item. */
export function words(strings: TemplateStringsArray, ...values: readonly Value[]): string[] {
  let at = 0
  return strings
    .join('\0')
    .trim()
    .split(/\s+/)
    .flatMap((word) =>
      word === '\0' ? [values[at++]!].flat().map(String) : word.replaceAll('\0', () => String(values[at++])),
    )
}

type Template<Result> = (strings: TemplateStringsArray, ...values: readonly Value[]) => Result
/** run`words …`, or with options run({ … })`words …`. */
export type Command<Options, Result> = Template<Result> & ((options: Options) => Template<Result>)

export function command<Options, Result>(
  run: (words: string[], options?: Options) => Result,
): Command<Options, Result> {
  return ((first: TemplateStringsArray | Options, ...values: Value[]) =>
    isTemplate(first)
      ? run(words(first, ...values))
      : (strings: TemplateStringsArray, ...later: Value[]) =>
          run(words(strings, ...later), first)) as Command<Options, Result>
}

const isTemplate = (first: unknown): first is TemplateStringsArray => Array.isArray(first) && 'raw' in first
