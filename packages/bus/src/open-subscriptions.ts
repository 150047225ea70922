import type { Subscription } from './bus.ts'

/** The subscriptions of a driver, which end with it. */
export function createOpenSubscriptions() {
  const open = new Set<Subscription>()
  return {
    /** Returns the subscription; stopping it twice is fine. */
    add(subscription: Subscription): Subscription {
      open.add(subscription)
      return {
        stop: async () => {
          if (open.delete(subscription)) await subscription.stop()
        },
      }
    },
    async stopAll(): Promise<void> {
      await Promise.all([...open].map((each) => each.stop()))
    },
  }
}
