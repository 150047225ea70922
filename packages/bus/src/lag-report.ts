import type { Metrics } from '@mymacrotracker/telemetry'
import type { BusDriver } from './bus.ts'

const EVERY_MS = 10_000

interface LagReport {
  add(group: string): void
  remove(group: string): void
}

/** Reports the lag of this process's groups every 10 s. While the broker is away the last figure stays. */
export function createLagReport(driver: Pick<BusDriver, 'lag'>, { consumerLag }: Metrics): LagReport {
  const groups = new Set<string>()
  const topics = new Map<string, Set<string>>()
  let isAsking = false
  let timer: NodeJS.Timeout | undefined
  const ask = async () => {
    if (isAsking) return
    isAsking = true
    for (const group of groups) {
      const lag = await driver.lag(group).catch(() => ({}))
      for (const [topic, messages] of Object.entries(lag)) {
        if (!groups.has(group)) continue
        consumerLag.set({ consumer: group, topic }, messages)
        topics.set(group, (topics.get(group) ?? new Set()).add(topic))
      }
    }
    isAsking = false
  }
  return {
    add(group) {
      groups.add(group)
      timer ??= setInterval(() => void ask(), EVERY_MS).unref()
    },
    // Another process may have taken the group over: the figure known here would never change again.
    remove(group) {
      groups.delete(group)
      for (const topic of topics.get(group) ?? []) consumerLag.remove({ consumer: group, topic })
      if (groups.size > 0) return
      clearInterval(timer)
      timer = undefined
    },
  }
}
