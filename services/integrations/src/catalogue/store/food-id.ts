import { v5 as uuidv5 } from 'uuid'

// Never changes: ids of logged foods depend on it.
const NAMESPACE = '6b0f3c1e-5d0a-4c8e-9a55-0d6f2c1b7e42'

// Numbers of FoodSource in proto.
const SOURCE_NAMES: Record<number, string> = { 1: 'starter', 2: 'usda-sr', 3: 'open-food-facts' }

/** A catalogue food's id: version 5 UUID of source and source id, the same after every re-import. */
export function foodId(source: number, sourceId: string): string {
  const name = SOURCE_NAMES[source]
  if (!name) throw new Error(`no catalogue source has the number ${source}`)
  return uuidv5(`${name}/${sourceId}`, NAMESPACE)
}
