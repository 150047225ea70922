export { PARTITIONS, MAX_BODY_BYTES, partitionOf } from './bus.ts'
export type {
  Bus,
  BusDriver,
  BusMessage,
  DeliveredMessage,
  Subscription,
  ParkedMessage,
  ConsumeOptions,
  PartitionOutcome,
} from './bus.ts'
export { createBus } from './create-bus.ts'
export { BUS_MIGRATIONS } from './postgres/migrations.ts'
export { createMovingDriver } from './moving-driver.ts'
