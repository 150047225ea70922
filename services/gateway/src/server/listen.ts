import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Listener } from '@mymacrotracker/runtime'
import type { Express } from 'express'

/** A phone sends a few KiB: who takes longer holds memory. */
const REQUEST_TIMEOUT_MS = 8000
const HEADERS_TIMEOUT_MS = 5000
const CHECK_EVERY_MS = 1000
const MAX_CONNECTIONS = 10_000
/** Longer than the 60 s of usual load balancers, so that none of them sends into a connection that is being closed. */
const KEEP_ALIVE_MS = 65_000

/** Opens the door. Closing it lets requests that are under way finish, at most `graceMs`. */
export async function listen(app: Express, port: number): Promise<Listener> {
  let isClosing = false
  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
    },
    (request, response) => {
      if (isClosing) response.setHeader('Connection', 'close')
      response.once('close', () => {
        if (isClosing) setImmediate(() => server.closeIdleConnections())
      })
      app(request, response)
    },
  )
  server.maxConnections = MAX_CONNECTIONS
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async close(graceMs) {
      isClosing = true
      const timer = setTimeout(() => server.closeAllConnections(), graceMs)
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      })
      clearTimeout(timer)
    },
  }
}
