import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@mymacrotracker/testing'
import { expect, type Checks } from './checks.ts'
import type { Daemon } from './daemon.ts'
import { ROOT, SEVEN } from './services.ts'

interface ComposeOptions {
  daemon: Daemon
  checks: Checks
  program: readonly string[]
  folder: string
}
interface World {
  daemon: Daemon
  checks: Checks
  compose(...words: string[]): string
}

/** Shapes of our own images; what the other profiles start cannot be pulled where no image registry is. */
const SHAPES = [
  { profile: 'everything', containers: ['everything', 'postgres'] },
  { profile: 'recommender', containers: ['postgres', 'recommender', 'six'] },
  { profile: 'services', containers: [...SEVEN, 'migrate', 'postgres'].sort() },
] as const
const OTHER_PROFILES = ['kafka', 'nats', 'observability']
const HEALTHY_WITHIN_MS = 120_000

/** Starts compose.yaml as it stands, shape after shape on one database, in a network of its own. */
export async function testCompose({ daemon, checks, program, folder }: ComposeOptions): Promise<void> {
  console.log('\ncompose.yaml')
  const envFile = join(folder, '.env')
  const compose = (...words: string[]) => run([...program, '--env-file', envFile, ...words], daemon.socket)
  await checks.that('without .env it says what to do', () => {
    const { status, stderr } = spawnSync(
      program[0]!,
      [...program.slice(1), '--env-file', '/dev/null', 'config'],
      { cwd: ROOT, encoding: 'utf8' },
    )
    expect(status !== 0 && stderr.includes('tools/compose/env.mjs'), stderr)
  })
  run([process.execPath, join(ROOT, 'tools/compose/env.mjs'), envFile])
  const world = { daemon, checks, compose }
  // What a run that was cut short left behind.
  compose('--profile', '*', 'down', '--volumes')
  await checks.that('every profile is valid', () => {
    const services = compose('--profile', '*', 'config', '--services').split('\n')
    return `${services.length} services; by default ${compose('config', '--services').split('\n').sort().join(', ')}; ${OTHER_PROFILES.join(', ')} are not started here`
  })
  for (const shape of SHAPES) await testShape(world, shape)
  compose('--profile', '*', 'down', '--volumes')
}

async function testShape(
  { daemon, checks, compose }: World,
  { profile, containers }: (typeof SHAPES)[number],
): Promise<void> {
  const named = (...words: string[]) => compose('--profile', profile, ...words)
  const inNetwork = (...words: string[]) => run([...daemon.inItsNetwork, process.execPath, ...words])
  const hasStarted = await checks.that(`profile ${profile} starts, the database last`, async () => {
    expect(
      named('config', '--services').split('\n').sort().join() === containers.join(),
      `it has ${named('config', '--services')}`,
    )
    const ours = containers.filter((each) => each !== 'postgres')
    named('up', '--detach', '--no-build', '--pull=never', '--no-deps', ...ours)
    await sleep(2000)
    named('up', '--detach', '--no-build', '--pull=never')
    await eventually(() => allHealthy(states(named('ps', '--all', '--format', 'json'))), HEALTHY_WITHIN_MS)
  })
  if (!hasStarted) {
    console.log(named('logs', '--tail', '5'))
    named('down')
    return
  }
  await checks.that(`profile ${profile} tells a person's day`, () =>
    inNetwork(join(import.meta.dirname, 'tell-day.ts'), 'http://127.0.0.1:8080'),
  )
  await checks.that(`profile ${profile} stops`, () => {
    named('stop')
    const exits = states(named('ps', '--all', '--format', 'json')).filter(({ ExitCode }) => ExitCode !== 0)
    named('down')
    expect(
      exits.length === 0,
      exits.map(({ Service, ExitCode }) => `${Service} ended with ${ExitCode}`).join(', '),
    )
  })
}

interface State {
  Service: string
  State: string
  Health: string
  ExitCode: number
}

function states(lines: string): State[] {
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as State)
}

/** All but `migrate`, which is done. */
function allHealthy(containers: readonly State[]): void {
  for (const { Service, State, Health, ExitCode } of containers) {
    if (Service === 'migrate')
      expect(State === 'exited' && ExitCode === 0, `migrate is ${State} (${ExitCode})`)
    else expect(Health === 'healthy', `${Service} is ${State} ${Health}`)
  }
}

function run(words: readonly string[], socket?: string): string {
  const { status, stdout, stderr, error } = spawnSync(words[0]!, words.slice(1), {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...(socket && { DOCKER_HOST: socket }) },
  })
  if (status !== 0)
    throw new Error(`${words.slice(-4).join(' ')}: ${(stdout + stderr).slice(-1500) || error?.message}`)
  return stdout.trim()
}
