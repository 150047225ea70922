/** 0 for Monday … 6 for Sunday. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
}

/** The day (UTC) of an instant. */
export function utcDate(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
