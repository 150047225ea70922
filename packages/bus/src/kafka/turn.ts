import type { Foreground, Logger } from '@mymacrotracker/telemetry'
import type { Consumer } from 'kafkajs'
import type { BusDriver } from '../bus.ts'
import type { Administration } from './administration.ts'
import type { Connect } from './connection.ts'
import type { Positions } from './batch-walk.ts'
import type { ParkingLot } from './parking-lot.ts'

type SubscribeOptions = Parameters<BusDriver['subscribe']>[0]
export interface GroupReaderOptions extends SubscribeOptions {
  connect: Connect
  administration: Administration
  lot: ParkingLot
  logger: Logger
  foreground: Foreground
  rack?: string
}

/** The time between two sharings-out: which partitions are ours, and how far each has been handled. */
export interface Turn {
  consumer: Consumer
  partitions: ReadonlySet<number>
  positions: Positions
  /** Resolves with whether the turn still lasts, once its positions and its parked messages are known. */
  ready: Promise<boolean>
}
