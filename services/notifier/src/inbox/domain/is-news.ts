const NEWS_MS = 2 * 86_400_000

/** Whether progress of a day is still news: history that is logged later tells nobody that a target was met last spring. */
export function isNews(date: string, nowMs: number): boolean {
  return Math.abs(nowMs - Date.parse(`${date}T12:00:00Z`)) <= NEWS_MS
}
