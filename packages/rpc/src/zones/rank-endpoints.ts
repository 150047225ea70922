import type { Endpoint, RankedEndpoint, ZoneRelation } from './zones.ts'

interface ZoneChoice {
  zone: string | undefined
  excluded: ReadonlySet<string>
}

/** A zone serves its own callers while it has at least this part of an even share of the endpoints. */
const ENOUGH = 0.5

/**
 * Ranks endpoints. Excluded zones come last for every caller. Of the rest, the caller's own zone comes first while it has enough
 * endpoints for its share of the calls; with fewer, all are equal, so that none is overloaded.
 */
export function rankEndpoints(
  endpoints: readonly Endpoint[],
  { zone, excluded }: ZoneChoice,
): RankedEndpoint[] {
  const isExcluded = (each: Endpoint) => each.zone !== undefined && excluded.has(each.zone)
  const open = endpoints.filter((each) => !isExcluded(each))
  const zones = new Set(open.map((each) => each.zone)).size
  const here = zone === undefined ? 0 : open.filter((each) => each.zone === zone).length
  const suffices = here > 0 && here >= (ENOUGH * open.length) / zones
  return endpoints.map((each) => {
    const relation = relationOf(each.zone, zone)
    return { ...each, relation, rank: isExcluded(each) ? 2 : suffices && relation !== 'same' ? 1 : 0 }
  })
}

function relationOf(theirs: string | undefined, own: string | undefined): ZoneRelation {
  if (theirs === undefined || own === undefined) return 'unknown'
  return theirs === own ? 'same' : 'other'
}
