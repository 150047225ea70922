import { createServer } from 'node:net'

/** Below the ports that systems hand to outgoing connections (32768 and up on Linux, 49152 and up elsewhere), one of which could take it before its listener does. */
const FROM = 15_000
const TO = 32_000
const given = new Set<number>()

/** A TCP port of this machine that nobody listens on at the moment, and that this process has not been told before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM))
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => {
        server.close(() => resolve(true))
      })
  })
}
