import { Gauge, type Registry } from 'prom-client'

/** A gauge whose value is read from its sources each time it is collected. */
export interface SourcedGauge<Label extends string> {
  addSource(labels: Record<Label, string>, read: () => number): void
}

export function createSourcedGauge<Label extends string>(settings: {
  name: string
  help: string
  labelNames: Label[]
  registers: Registry[]
}): SourcedGauge<Label> {
  const sources: { labels: Record<Label, string>; read: () => number }[] = []
  new Gauge({
    ...settings,
    collect() {
      for (const { labels, read } of sources) this.set(labels, read())
    },
  })
  return {
    addSource(labels, read) {
      sources.push({ labels, read })
    },
  }
}
