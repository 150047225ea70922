import type { House } from '../harness.ts'

/** What the suite needs of a placement. */
export type ContractHouse = Pick<House, 'url' | 'ownerUrl' | 'as' | 'call' | 'person' | 'sql' | 'stop'>

/** A placement of the seven modules that the contract suite runs on. */
export interface Shape {
  title: string
  start(): Promise<ContractHouse>
  /** Between processes a certificate says who calls: whoever has none to give is not known at all. */
  isApart?: boolean
}
