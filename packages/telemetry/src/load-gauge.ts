/** Counts calls that someone waits for. Background work checks it before it takes CPU from them. */
export interface LoadGauge {
  begin(): void
  end(): void
  isBusy(): boolean
}

/** Calls under way from which on a process counts as busy; fewer leave room for background work. */
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
