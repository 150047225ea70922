/** Lines that a complete demo prints, whatever the food catalogue: each shows a kept promise. */
const PROMISES = [
  /"greek yog" +→ +Greek yogurt/,
  /retry .* stored once +201 200/,
  /edit .* refused +200 412/,
  /Looked up all \d+ foods: every one is known to be free of fish, and none is broccoli/,
  /Protein target reached/,
  /Energy target exceeded/,
  /GET \/v1\/today: \d+ ms .*; all parts answered/,
]

/** The promises that an output does not show. */
export function brokenPromises(said: string): string[] {
  const text = said.replaceAll(/\s+/g, ' ')
  return PROMISES.filter((promise) => !promise.test(text)).map(String)
}
