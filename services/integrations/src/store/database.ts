import { transactions, type Database, type Pool } from '@mymacrotracker/database'
import { createOutbox } from '@mymacrotracker/outbox'
import { catalogueStore, type CatalogueStore } from '../catalogue/store/catalogue-store.ts'
import { foodStore, type FoodStore } from '../catalogue/store/food-store.ts'
import { searchStore, type SearchStore } from '../search/store/search-store.ts'

export interface IntegrationsStores {
  foods: FoodStore
  search: SearchStore
  catalogue: CatalogueStore
}
export type IntegrationsDatabase = Database<IntegrationsStores>

/** `wakeRelay` is called once a fact is committed; the relay of a running server finds it within a second anyway. */
export function openDatabase(pool: Pool, wakeRelay: () => void = () => {}): IntegrationsDatabase {
  return transactions({
    pool,
    storesOf: (sql): IntegrationsStores => ({
      foods: foodStore(sql),
      search: searchStore(sql),
      catalogue: catalogueStore(sql, createOutbox(sql, wakeRelay)),
    }),
  })
}
