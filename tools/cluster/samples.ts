export interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

/** The samples of a page in Prometheus' text format. */
export function samplesOf(page: string): Sample[] {
  return page
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .flatMap((line) => {
      const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? []
      if (!name) return []
      return [
        {
          name,
          labels: Object.fromEntries(
            [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key!, text!]),
          ),
          value: Number(value),
        },
      ]
    })
}

export function sumOf(
  samples: readonly Sample[],
  name: string,
  wanted: (labels: Record<string, string>) => boolean = () => true,
): number {
  return samples
    .filter((each) => each.name === name && wanted(each.labels))
    .reduce((sum, { value }) => sum + value, 0)
}
