const WIDTH = 30

/** Shows how far a command is: a bar that redraws itself on a terminal, a line for each quarter anywhere else. */
export function progressPrinter(print: (line: string) => void): {
  show(done: number, total: number): void
  end(): void
} {
  const terminal = process.stderr.isTTY ? process.stderr : undefined
  let quarters = 0
  let isOpen = false
  return {
    show(done, total) {
      if (terminal) {
        const filled = Math.round((WIDTH * done) / total)
        terminal.write(`\r[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done} of ${total} foods`)
        isOpen = true
      } else if (Math.floor((4 * done) / total) > quarters) {
        quarters = Math.floor((4 * done) / total)
        print(`${done} of ${total} foods`)
      }
    },
    end() {
      if (isOpen) terminal?.write('\n')
      isOpen = false
    },
  }
}
