/**
 * The first of several attempts that counts: a value, or an error that `isDecisive`, which the other attempts would fail with
 * too. When all fail otherwise, it rejects with the last error.
 */
export function firstAnswer<T>(
  attempts: readonly Promise<T>[],
  isDecisive: (error: unknown) => boolean,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let open = attempts.length
    for (const each of attempts)
      each.then(resolve, (error: unknown) => {
        if (--open === 0 || isDecisive(error)) reject(error)
      })
  })
}
