/** A clock that runs at the speed of the real one, from wherever it was set. */
export interface TestClock {
  now(): number
  set(ms: number): void
  advance(ms: number): void
}

export function createTestClock(): TestClock {
  let offsetMs = 0
  return {
    now: () => Date.now() + offsetMs,
    set(ms) {
      offsetMs = ms - Date.now()
    },
    advance(ms) {
      offsetMs += ms
    },
  }
}
