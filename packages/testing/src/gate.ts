import { connect, createServer, type Socket } from 'node:net'
import { freePort } from '@mymacrotracker/database'

/** A proxy before a server: open, refusing connections, or stalled as if the cable had been pulled. */
export interface Gate {
  port: number
  open(): Promise<void>
  /** Closes every connection and refuses new ones. */
  refuse(): Promise<void>
  /** Resets every connection, as a server that dies with unread data does; new ones are accepted. */
  reset(): void
  /** Keeps connections open and forwards nothing. */
  silence(): void
  /** Forwards new connections to another port. */
  turnTo(port: number): void
  close(): Promise<void>
}

/** The same URL, through a gate's port. */
export function withPort(url: string, port: number): string {
  return Object.assign(new URL(url), { port: String(port) }).href
}

export async function openGate(targetPort: number): Promise<Gate> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let isSilent = false
  let target = targetPort
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    const pair = [near, far] as const
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', end).on('close', end)
      from.on('data', (chunk) => {
        if (!to.write(chunk)) from.pause()
      })
      to.on('drain', () => {
        if (!isSilent) from.resume()
      })
      if (isSilent) from.pause()
    }
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve)
    })
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const [near, far] of pairs) {
        near.destroy()
        far.destroy()
      }
    })
  const port = await freePort()
  await listen(port)
  return {
    port,
    async open() {
      isSilent = false
      if (!server.listening) await listen(port)
      for (const pair of pairs) for (const each of pair) each.resume()
    },
    refuse: shut,
    reset() {
      for (const [near] of pairs) near.resetAndDestroy()
    },
    silence() {
      isSilent = true
      for (const pair of pairs) for (const each of pair) each.pause()
    },
    turnTo(port) {
      target = port
    },
    close: () => (server.listening ? shut() : Promise.resolve()),
  }
}
