/** Retries expectations until they hold, for up to twenty seconds; then throws their last failure. */
export async function eventually<T>(expectation: () => Promise<T> | T, withinMs = 20_000): Promise<T> {
  for (const startedAt = Date.now(); ;) {
    try {
      return await expectation()
    } catch (error) {
      if (Date.now() - startedAt > withinMs) throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}
