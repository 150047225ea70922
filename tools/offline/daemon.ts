import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execaSync } from 'execa'
import { command, words, type Command } from '../lib/words.ts'

/** A docker daemon that belongs to one run of a tool. */
export interface Daemon {
  /** Runs the docker client and returns its output; throws with what it said when it fails. */
  docker: Command<object, string>
  /** Every file of an image, as tar lists it. */
  files(tag: string): { path: string; mode: string; owner: string }[]
  /** The last lines that a container wrote. */
  logOf(container: string): string
  socket: string
  /** Prefix for a command that is to run in the containers' network; empty when that is the host's. */
  inItsNetwork: readonly string[]
  stop(): Promise<void>
}

/** Images and build layers are kept from run to run. */
const STORE = '/var/cache/mymacrotracker/images'
const READY_WITHIN_MS = 60_000
const CLOSED_WITHIN_MS = 15_000

/** `host` can reach the outside, for builds; `own` has bridges, names and published ports, and no way out. */
export type Network = 'host' | 'own'

const FLAGS: Record<Network, readonly string[]> = {
  host: ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false'],
  own: ['--ip6tables=false'],
}

/**
 * Starts a daemon isolated from the machine: in mount and pid namespaces of its own, so that whatever it mounts or starts ends
 * with it, and either without bridge and firewall rules or in its own network namespace, so that the machine's network is left
 * alone. It ends with this process, however that ends. `waitMs`: how long to wait for another run that holds the store.
 */
export async function startDaemon(network: Network, { waitMs = 0 } = {}): Promise<Daemon> {
  mkdirSync(STORE, { recursive: true })
  // A Unix socket's path holds 107 characters.
  const run = mkdtempSync('/tmp/mmt-docker-')
  const cgroup = `/${run.slice('/tmp/'.length)}`
  const socket = `unix://${run}/docker.sock`
  const log = openSync(join(run, 'log'), 'a')
  const isolated = [
    ...words`--pdeathsig KILL flock --no-fork --timeout ${waitMs / 1000} ${STORE}.lock`,
    ...words`unshare --mount --pid --fork --kill-child --mount-proc`,
    ...(network === 'own' ? ['--net'] : []),
  ]
  const dockerd = [
    ...words`-H ${socket} --data-root ${STORE} --exec-root ${run}/exec --pidfile ${run}/pid --cgroup-parent ${cgroup}`,
    ...FLAGS[network],
  ]
  const start = `${network === 'own' ? 'ip link set lo up && ' : ''}exec dockerd "$@"`
  const child = spawn('setpriv', [...isolated, 'sh', '-c', start, 'sh', ...dockerd], {
    stdio: ['ignore', log, log],
    detached: true,
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // Debian's docker has the classic builder only.
  const client = execaSync({ reject: false, env: { DOCKER_HOST: socket, DOCKER_BUILDKIT: '0' } })

  for (const startedAt = Date.now(); client`docker version`.failed; await sleep(100)) {
    if (child.exitCode !== null || Date.now() - startedAt > READY_WITHIN_MS + waitMs) {
      child.kill('SIGKILL')
      throw new Error(
        `the docker daemon did not start (does another run hold ${STORE}.lock?): ${readFileSync(join(run, 'log'), 'utf8').split('\n').slice(-6).join('\n')}`,
      )
    }
  }
  const docker = command((given): string => {
    const { failed, stdout, stderr } = client('docker', given)
    if (failed) throw new Error(`docker ${given.join(' ').slice(0, 200)}: ${(stdout + stderr).slice(-4000)}`)
    return stdout.trim()
  })
  // Left by a run that was cut short.
  const leftOver = docker`ps --all --quiet`.split('\n').filter(Boolean)
  if (leftOver.length > 0) docker`rm --force ${leftOver}`
  const pid = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')[0]!
  return {
    docker,
    socket,
    inItsNetwork: network === 'own' ? words`nsenter --target ${pid} --net --` : [],
    logOf(container) {
      const { stdout, stderr } = client`docker logs --tail 20 ${container}`
      return (stdout + stderr).trim()
    },
    files(tag) {
      const container = docker`create ${tag}`
      const listed = client(`docker export ${container} | tar --list --verbose --numeric-owner`, {
        shell: true,
      })
      docker`rm ${container}`
      if (listed.failed) throw new Error(`the files of ${tag} cannot be listed: ${listed.stderr}`)
      // mode, owner/group, size, date, time, path
      return listed.stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/))
        .map(([mode, owner, , , , path]) => ({ mode: mode!, owner: owner!, path: path! }))
    },
    async stop() {
      process.kill(Number(pid), 'SIGTERM')
      // Once it has closed its store in order, it may linger.
      const isClosed = () =>
        readFileSync(join(run, 'log'), 'utf8').includes('Daemon shutdown complete') || child.exitCode !== null
      for (const startedAt = Date.now(); Date.now() - startedAt < CLOSED_WITHIN_MS && !isClosed();)
        await sleep(100)
      child.kill('SIGKILL')
      await ended
      removeCgroups(cgroup)
      rmSync(run, { recursive: true, force: true })
    },
  }
}

/** What the containers left behind, in each hierarchy of version 1 or in the one of version 2. */
function removeCgroups(name: string): void {
  const remove = (folder: string): void => {
    try {
      for (const each of readdirSync(folder, { withFileTypes: true }))
        if (each.isDirectory()) remove(join(folder, each.name))
      rmdirSync(folder)
    } catch {
      // Not there, or something in it is still ending: it is empty and harmless.
    }
  }
  for (const each of readdirSync('/sys/fs/cgroup')) remove(join('/sys/fs/cgroup', each, name))
  remove(join('/sys/fs/cgroup', name))
}
