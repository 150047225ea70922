import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What the generated Swift must say, by file: there is no Swift compiler in Debian. */
const EXPECTED: Record<string, readonly RegExp[]> = {
  Amount: [
    /public enum Amount\b/,
    /case typeAmountInGrams\(AmountInGrams\)/,
    /case typeAmountInPortions\(AmountInPortions\)/,
  ],
  AmountInGrams: [/public var grams: Double$/m],
  AmountInPortions: [/public var portion: String$/m, /public var count: Double$/m],
  NewEntry: [/case typeNewFoodEntry\(NewFoodEntry\)/, /case typeNewQuickAdd\(NewQuickAdd\)/],
  NewFoodEntry: [/public var id: UUID\?$/m, /public var foodId: UUID$/m, /public var amount: Amount$/m],
  DayEntry: [/public var version: Int64$/m, /public var eatenAt: Date$/m, /public var amount: Amount\?$/m],
  Day: [/public var targets: Targets\?$/m, /public var status: DayStatus$/m],
  DayStatus: [/case unknownDefaultOpenApi/],
  FoodFlag: [/case unknownDefaultOpenApi/],
  Problem: [/public var code: ProblemCode$/m, /public var params: ProblemParams\?$/m],
}

export function swiftFaults(folder: string): string[] {
  const models = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.swift'),
  )
  const pathOf = (name: string) => models.find((file) => file.endsWith(`/${name}.swift`))
  const missing = Object.entries(EXPECTED).flatMap(([name, patterns]) => {
    const path = pathOf(name)
    if (!path || !existsSync(join(folder, path))) return [`there is no ${name}.swift`]
    const text = readFileSync(join(folder, path), 'utf8')
    return patterns.filter((each) => !each.test(text)).map((each) => `${name}.swift has no ${each.source}`)
  })
  // A schema without a name gets one of its place from the generator.
  const unnamed = models.filter((file) => /(Inline|OneOf\d*|AnyOf\d*|AllOf\d*|_\d+)\.swift$/.test(file))
  return [...missing, ...unnamed.map((file) => `${file} comes from a schema without a name`)]
}
