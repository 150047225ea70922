import { createHash } from 'node:crypto'

/** Of every topic, in every driver. */
export const PARTITIONS = 12
/** A message with a larger body is refused before it is sent. */
export const MAX_BODY_BYTES = 1024 * 1024

/** The partition of a key: the same in every driver and process. */
export function partitionOf(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) % PARTITIONS
}

/** A fact as the bus carries it: bytes, and CloudEvents attributes as headers (binary mode). */
export interface BusMessage {
  topic: string
  /** Messages of one key keep their order. */
  key: string
  /** UUID; the same when a message is sent again. */
  eventId: string
  headers: Record<string, string>
  body: Uint8Array
}

export interface DeliveredMessage extends BusMessage {
  partition: number
  offset: bigint
}

export interface ParkedMessage extends DeliveredMessage {
  reason: string
  parkedAt: Date
}

/** Resolves when nothing more is received and what was being handled is done. */
export interface Subscription {
  stop(): Promise<void>
}

export interface ConsumeOptions {
  /** Name of the consumer group, `<service>.<consumer>`. */
  group: string
  topic: string
  /**
   * Handles messages of one key, in order, as one unit: when it resolves they are all done, when it rejects none is. Delivery is
   * at least once, so effects go through an inbox.
   */
  handle(messages: readonly DeliveredMessage[]): Promise<void>
}

/** What became of a partition's batch. */
export type PartitionOutcome = { done: true } | { done: false; retryAfterMs: number }

/** What services use; every driver behaves the same. */
export interface Bus {
  /** Resolves when every message is durable. After a rejection any of them may or may not be. */
  publish(messages: readonly BusMessage[]): Promise<void>
  /** Shares a topic's partitions among all processes of the group. Transient failures pause a partition, poison messages are parked. */
  consume(options: ConsumeOptions): Promise<Subscription>
  /**
   * Delivers every message from now on to every process, after those of the last `sinceMs` (default 0). There is no group, and
   * nothing is remembered. Resolves when the earlier messages have been delivered.
   */
  broadcast(
    topic: string,
    hear: (message: DeliveredMessage) => void,
    options?: { sinceMs?: number },
  ): Promise<Subscription>
  /** Makes a group read a topic again from its start. */
  replay(group: string, topic: string): Promise<void>
  parked(group?: string): Promise<ParkedMessage[]>
  /** Hands parked messages, of one key or all, to their consumer again. Returns how many. */
  redrive(group: string, key?: string): Promise<number>
  /** Messages a group has not read yet, by topic. */
  lag(group: string): Promise<Record<string, number>>
  close(): Promise<void>
}

/** What a broker has to provide; create-bus.ts builds the rest on it. */
export interface BusDriver {
  publish(messages: readonly BusMessage[]): Promise<void>
  subscribe(options: {
    group: string
    topic: string
    /** Called for one batch of a partition at a time, in order; the partition's cursor advances on `done` only. */
    onBatch(messages: readonly DeliveredMessage[]): Promise<PartitionOutcome>
    /** Called with redriven messages of one key, in order; those it returns stay parked. */
    onRedriven(messages: readonly DeliveredMessage[]): Promise<readonly DeliveredMessage[]>
  }): Promise<Subscription>
  broadcast(
    topic: string,
    hear: (message: DeliveredMessage) => void,
    options?: { sinceMs?: number },
  ): Promise<Subscription>
  replay(group: string, topic: string): Promise<void>
  park(group: string, message: DeliveredMessage, reason: string): Promise<void>
  parkedKeys(group: string, topic: string, keys: readonly string[]): Promise<ReadonlySet<string>>
  parked(group?: string): Promise<ParkedMessage[]>
  redrive(group: string, key?: string): Promise<number>
  lag(group: string): Promise<Record<string, number>>
  close(): Promise<void>
}
