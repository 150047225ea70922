/** Calls that somebody waits for. Work that nobody waits for looks here before it takes a turn. */
export interface LoadGauge {
  begin(): void
  end(): void
  isBusy(): boolean
}

/** So many calls at once keep a process busy: a few alone leave room for the rest. */
const BUSY_CALLS = 4

export function createLoadGauge(): LoadGauge {
  let calls = 0
  return {
    begin() {
      calls++
    },
    end() {
      calls--
    },
    isBusy: () => calls >= BUSY_CALLS,
  }
}
