import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'

/** What one run of load showed. */
export interface Figures {
  perSecond: number
  p50Ms: number
  p99Ms: number
  perCpuSecond: number
  refused: number
  total: number
}

export interface Load {
  url: string
  connections: number
  seconds: number
  /** Process whose CPU is counted. */
  pid: number
  /** Request number n. */
  request(n: number): { method: 'GET' | 'POST'; path: string; body?: unknown; token?: string }
}

/** Clock ticks a second on Linux. */
const TICKS = 100

/** Puts load on a server for a while and counts what was answered 2xx. */
export async function measure({ url, connections, seconds, pid, request }: Load): Promise<Figures> {
  let n = 0
  const cpuBefore = cpuSeconds(pid)
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        setupRequest(given) {
          const { method, path, body, token } = request(n++)
          return {
            ...given,
            method,
            path,
            ...(body !== undefined && { body: JSON.stringify(body) }),
            headers: {
              'content-type': 'application/json',
              ...(token && { authorization: `Bearer ${token}` }),
            },
          }
        },
      },
    ],
  })
  const cpu = cpuSeconds(pid) - cpuBefore
  const good = result['2xx']
  return {
    perSecond: good / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    perCpuSecond: cpu > 0 ? good / cpu : 0,
    refused: result.non2xx + result.errors,
    total: good,
  }
}

export function memoryMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
}

export async function idleMemoryMb(pid: number): Promise<number> {
  await sleep(5000)
  return memoryMb(pid)
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** The median run by requests a second: these machines are noisy. */
export function median(runs: readonly Figures[]): Figures {
  return [...runs].sort((a, b) => a.perSecond - b.perSecond)[Math.floor(runs.length / 2)]!
}
