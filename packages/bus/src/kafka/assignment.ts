import type { LoadGauge, Logger } from '@mymacrotracker/telemetry'
import type { Consumer } from 'kafkajs'
import type { BusDriver } from '../bus.ts'
import type { Administration } from './administration.ts'
import type { Connect } from './connection.ts'
import type { Positions } from './offsets.ts'
import type { ParkingLot } from './parking-lot.ts'

type SubscribeOptions = Parameters<BusDriver['subscribe']>[0]
export interface GroupReaderOptions extends SubscribeOptions {
  connect: Connect
  administration: Administration
  lot: ParkingLot
  logger: Logger
  loadGauge: LoadGauge
  rack?: string
}

/** What the group assigned to this member until the next rebalance, and how far each partition has been handled. */
export interface Assignment {
  consumer: Consumer
  partitions: ReadonlySet<number>
  positions: Positions
  /** Resolves with whether the assignment still holds, once its positions and its parked messages are known. */
  ready: Promise<boolean>
}
