/** Ends a drill: tells its faults, then the line that counts. */
export function endWith(faults: readonly string[]): never {
  for (const fault of faults) console.log(`  FAULT: ${fault}`)
  console.log(`\n${faults.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed'}`)
  process.exit(faults.length === 0 ? 0 : 1)
}
