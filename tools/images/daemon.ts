import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A docker daemon that belongs to one run of a tool. */
export interface Daemon {
  /** Runs the docker client; throws with what it said when it fails. Answers its output. */
  docker(...words: string[]): string
  /** Every file of an image, as tar lists it. */
  files(tag: string): { path: string; mode: string; owner: string }[]
  /** The last lines that a container wrote. */
  logOf(container: string): string
  /** Where its clients find it. */
  socket: string
  /** Words before a command that is to run in the containers' network; none when that is the host's. */
  inItsNetwork: readonly string[]
  stop(): Promise<void>
}

/** Images and build layers stay from run to run. */
const STORE = '/var/cache/mymacrotracker/images'
const READY_WITHIN_MS = 60_000
const CLOSED_WITHIN_MS = 15_000

/** `host` can reach the outside, for builds; `own` has bridges, names and published ports, and no way out. */
export type Network = 'host' | 'own'

export interface DaemonOptions {
  /** How long it waits for another run to give the store back; not at all unless said. */
  waitMs?: number
}

/**
 * Starts a daemon apart from the machine: in mount and pid namespaces of its own, so that whatever it mounts or starts ends
 * with it, and either without bridge and firewall rules or in a network namespace of its own, so that the machine's network
 * stays as it is. It ends with this process, however that ends.
 */
export async function startDaemon(network: Network, { waitMs = 0 }: DaemonOptions = {}): Promise<Daemon> {
  mkdirSync(STORE, { recursive: true })
  // A Unix socket's path holds 107 characters.
  const run = mkdtempSync('/tmp/mmt-docker-')
  const cgroup = `/${run.slice('/tmp/'.length)}`
  const socket = `unix://${run}/docker.sock`
  const log = openSync(join(run, 'log'), 'a')
  const child = spawn(
    'setpriv',
    [
      '--pdeathsig',
      'KILL',
      'flock',
      '--no-fork',
      '--timeout',
      String(waitMs / 1000),
      `${STORE}.lock`,
      'unshare',
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      ...(network === 'own' ? ['--net'] : []),
      'sh',
      '-c',
      `${network === 'own' ? 'ip link set lo up && ' : ''}exec dockerd "$@"`,
      'sh',
      '-H',
      socket,
      '--data-root',
      STORE,
      '--exec-root',
      join(run, 'exec'),
      '--pidfile',
      join(run, 'pid'),
      '--cgroup-parent',
      cgroup,
      ...(network === 'host'
        ? ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false']
        : ['--ip6tables=false']),
    ],
    { stdio: ['ignore', log, log], detached: true },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // Debian's docker has the classic builder only; everywhere else it is asked for.
  const client = (words: readonly string[]) =>
    spawnSync('docker', ['-H', socket, ...words], {
      encoding: 'utf8',
      maxBuffer: 64 << 20,
      env: { ...process.env, DOCKER_BUILDKIT: '0' },
    })

  for (const startedAt = Date.now(); client(['version']).status !== 0; await sleep(100)) {
    if (child.exitCode !== null || Date.now() - startedAt > READY_WITHIN_MS + waitMs) {
      child.kill('SIGKILL')
      throw new Error(
        `the docker daemon did not start (does another run hold ${STORE}.lock?): ${readFileSync(join(run, 'log'), 'utf8').split('\n').slice(-6).join('\n')}`,
      )
    }
  }
  const docker = (...words: string[]): string => {
    const { status, stdout, stderr } = client(words)
    if (status !== 0)
      throw new Error(`docker ${words.join(' ').slice(0, 200)}: ${(stdout + stderr).slice(-4000)}`)
    return stdout.trim()
  }
  // What a run that was cut short left behind.
  const leftOver = docker('ps', '--all', '--quiet').split('\n').filter(Boolean)
  if (leftOver.length > 0) docker('rm', '--force', ...leftOver)
  const dockerd = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')[0]!
  return {
    docker,
    socket,
    inItsNetwork: network === 'own' ? ['nsenter', '--target', dockerd, '--net', '--'] : [],
    logOf(container) {
      const { stdout, stderr } = client(['logs', '--tail', '20', container])
      return (stdout + stderr).trim()
    },
    files(tag) {
      const container = docker('create', tag)
      const { status, stdout, stderr } = spawnSync(
        'sh',
        ['-c', 'docker -H "$1" export "$2" | tar --list --verbose --numeric-owner', 'sh', socket, container],
        { encoding: 'utf8', maxBuffer: 64 << 20 },
      )
      docker('rm', container)
      if (status !== 0) throw new Error(`the files of ${tag} cannot be listed: ${stderr}`)
      // mode, owner/group, size, date, time, path
      return stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/))
        .map(([mode, owner, , , , path]) => ({ mode: mode!, owner: owner!, path: path! }))
    },
    async stop() {
      process.kill(Number(dockerd), 'SIGTERM')
      // Told first, it closes its store in order; then it may linger.
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

/** What the containers leave of themselves, in each hierarchy of version 1 or in the one of version 2. */
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
