// Stands for a cloud's load balancer: spreads TCP connections over the healthy zones, until standard input ends.
//   node tools/cluster/load/balancer.ts --port 8080 --zone 10.77.0.11:30080:30081 --zone …     (host, port, port of its /healthz)
// Every line of output is JSON: {ready}, then {zone, isUp, at}.
import { get } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

interface Zone {
  host: string
  port: number
  healthPort: number
  misses: number
  isUp: boolean
  sockets: Set<Socket>
}

const CHECK_EVERY_MS = 500
const CHECK_LIMIT_MS = 1000
/** Missed checks before new connections go elsewhere: one late answer is no outage. */
const AVOID_AFTER = 2
/** Missed checks before open connections are closed, so that no phone waits on a dead zone. */
const CLOSE_AFTER = 3
/** A zone without power answers nothing. */
const CONNECT_LIMIT_MS = 1000

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    zone: { type: 'string', multiple: true, default: [] },
  },
})
const zones: Zone[] = values.zone.map((address) => {
  const [host, port, healthPort] = address.split(':')
  return {
    host: host!,
    port: Number(port),
    healthPort: Number(healthPort),
    misses: 0,
    isUp: true,
    sockets: new Set(),
  }
})
let next = 0
process.stdin.on('end', () => process.exit(0)).resume()

for (const zone of zones) void watch(zone)
createServer((client) => {
  // With no healthy zone, any of them may still answer.
  const healthy = zones.filter(({ isUp }) => isUp)
  const order = healthy.length > 0 ? healthy : zones
  const first = next++
  join(
    client,
    order.map((_, at) => order[(first + at) % order.length]!),
  )
}).listen(Number(values.port), () => console.log(JSON.stringify({ ready: true })))

/** Connects a phone with the first zone that accepts. */
function join(client: Socket, [zone, ...others]: Zone[]): void {
  if (!zone) return void client.destroy()
  const server = connect({ host: zone.host, port: zone.port, noDelay: true })
  let isJoined = false
  const timer = setTimeout(() => server.destroy(), CONNECT_LIMIT_MS)
  const leave = () => {
    server.destroy()
  }
  client.on('close', leave).on('error', leave)
  zone.sockets.add(server)
  server
    .on('error', () => {})
    .on('connect', () => {
      clearTimeout(timer)
      isJoined = true
      client.setNoDelay(true).pipe(server).pipe(client)
    })
    .on('close', () => {
      clearTimeout(timer)
      zone.sockets.delete(server)
      client
        .off('close', leave)
        .off('error', leave)
        .on('error', () => {})
      if (isJoined || client.destroyed) client.destroy()
      else join(client, others)
    })
}

async function watch(zone: Zone): Promise<never> {
  for (;;) {
    zone.misses = (await isHealthy(zone)) ? 0 : zone.misses + 1
    const isUp = zone.misses < AVOID_AFTER
    if (isUp !== zone.isUp) console.log(JSON.stringify({ zone: zone.host, isUp, at: Date.now() }))
    zone.isUp = isUp
    // When no zone answers, this machine is slow.
    if (zone.misses >= CLOSE_AFTER && zones.some((each) => each.isUp))
      for (const socket of zone.sockets) socket.destroy()
    await sleep(CHECK_EVERY_MS)
  }
}

function isHealthy({ host, healthPort }: Zone): Promise<boolean> {
  return new Promise((resolve) => {
    get(
      { host, port: healthPort, path: '/healthz', agent: false, signal: AbortSignal.timeout(CHECK_LIMIT_MS) },
      (response) => {
        response.resume()
        resolve(response.statusCode === 200)
      },
    ).on('error', () => resolve(false))
  })
}
