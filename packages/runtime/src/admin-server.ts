import { createServer } from 'node:http'
import type { Metrics } from '@mymacrotracker/telemetry'

/** Health and metrics of a process, on a port of their own. Readiness depends on local state only. */
export async function startAdminServer({
  host,
  port,
  metrics,
  isReady,
}: {
  host: string
  port: number
  metrics: Metrics
  isReady: () => boolean
}): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    // Proxies, such as that of the Kubernetes API, add a query of their own.
    const path = request.url?.split('?')[0]
    const send = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type }).end(body)
    if (path === '/healthz') return send(200, 'application/json', '{"status":"ok"}')
    if (path === '/readyz')
      return isReady()
        ? send(200, 'application/json', '{"status":"ready"}')
        : send(503, 'application/json', '{"status":"not ready"}')
    if (path === '/metrics')
      return metrics.registry.metrics().then(
        (text) => send(200, metrics.registry.contentType, text),
        () => send(500, 'text/plain', 'the metrics could not be collected'),
      )
    return send(404, 'application/json', '{"status":"not found"}')
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
