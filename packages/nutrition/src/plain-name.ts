/** A name as it is compared: composed, without case and without blanks around it. */
export function plainName(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase()
}

/** The portions of a food, each under a name of its own: those that share one are told apart by their grams. */
export function withOwnNames<P extends { name: string; grams: number }>(portions: readonly P[]): P[] {
  const taken = new Set<string>()
  const sameName = Map.groupBy(portions, ({ name }) => plainName(name))
  return portions.flatMap((portion) => {
    const alone = sameName.get(plainName(portion.name))!.length === 1
    const name = alone ? portion.name : `${portion.name} (${portion.grams} g)`
    if (taken.has(plainName(name))) return []
    taken.add(plainName(name))
    return [{ ...portion, name }]
  })
}
