/** Runs expectations until they hold, for up to ten seconds; then their last failure counts. */
export async function eventually<T>(expectation: () => Promise<T> | T, withinMs = 10_000): Promise<T> {
  for (const startedAt = Date.now(); ;) {
    try {
      return await expectation()
    } catch (error) {
      if (Date.now() - startedAt > withinMs) throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}
