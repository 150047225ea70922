import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface ZoneChange {
  zone: string
  isUp: boolean
  at: number
}

export interface RemoteBalancer {
  /** Zones that were taken out or came back, as it saw them. */
  changes: readonly ZoneChange[]
  stop(): Promise<void>
}

interface RemoteBalancerOptions {
  /** The command that starts Node there, such as `three-zones in node`. */
  node: readonly string[]
  port: number
  /** `host:port:healthPort` of the ingress of each zone. */
  zones: readonly string[]
}

export async function startRemoteBalancer({
  node: [command, ...args],
  port,
  zones,
}: RemoteBalancerOptions): Promise<RemoteBalancer> {
  const flags = ['--port', String(port), ...zones.flatMap((zone) => ['--zone', zone])]
  const child = spawn(command!, [...args, join(import.meta.dirname, 'balancer.ts'), ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const changes: ZoneChange[] = []
  const lines = createInterface({ input: child.stdout })
  await Promise.race([once(lines, 'line'), exited])
  if (child.exitCode !== null) throw new Error(`the balancer ended with code ${child.exitCode}`)
  lines.on('line', (line) => {
    changes.push(JSON.parse(line) as ZoneChange)
  })
  return {
    changes,
    async stop() {
      child.stdin.end()
      await exited
    },
  }
}
