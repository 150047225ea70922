import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVICE_NAMES } from '@mymacrotracker/contracts'
import { eventually } from '@mymacrotracker/testing'
import { execaSync } from 'execa'
import { expect, expectNone, type Checks } from '../lib/checks.ts'
import { ROOT } from '../lib/services.ts'
import { command, type Command } from '../lib/words.ts'
import type { Daemon } from '../offline/daemon.ts'

interface ComposeOptions {
  daemon: Daemon
  checks: Checks
  program: readonly string[]
  folder: string
}
interface Setup {
  daemon: Daemon
  checks: Checks
  compose: Command<object, string>
}

/** Shapes of our own images; what the other profiles start has to be pulled from a registry. */
const SHAPES = [
  { profile: 'everything', containers: ['everything', 'migrate', 'postgres'] },
  { profile: 'recommender', containers: ['migrate', 'postgres', 'recommender', 'six'] },
  { profile: 'services', containers: [...SERVICE_NAMES, 'migrate', 'postgres'].sort() },
] as const
const OTHER_PROFILES = ['kafka', 'nats', 'observability']
const HEALTHY_WITHIN_MS = 120_000

/** Starts compose.yaml as it is, one shape after another on the same database, in a network of its own. */
export async function testCompose({ daemon, checks, program, folder }: ComposeOptions): Promise<void> {
  console.log('\ncompose.yaml')
  const [file, ...args] = program
  const envFile = join(folder, '.env')
  const run = execaSync({ cwd: ROOT, env: { DOCKER_HOST: daemon.socket } })
  const compose = command((words): string => run(file!, [...args, '--env-file', envFile, ...words]).stdout)
  await checks.that('without .env it says what to do', () => {
    const { failed, stderr } = run(file!, [...args, '--env-file', '/dev/null', 'config'], { reject: false })
    expect(failed && stderr.includes('tools/compose/env.mjs'), stderr)
  })
  run`${process.execPath} tools/compose/env.mjs ${envFile}`
  // Left by a run that was cut short.
  compose`--profile * down --volumes`
  await checks.that('every profile is valid', () => {
    const services = compose`--profile * config --services`.split('\n')
    return `${services.length} services; by default ${sorted(compose`config --services`)}; ${OTHER_PROFILES.join(', ')} are not started here`
  })
  for (const shape of SHAPES) await testShape({ daemon, checks, compose }, shape)
  compose`--profile * down --volumes`
}

const sorted = (lines: string) => lines.split('\n').sort().join(', ')

async function testShape(
  { daemon, checks, compose }: Setup,
  { profile, containers }: (typeof SHAPES)[number],
): Promise<void> {
  const statesOf = () => states(compose`--profile ${profile} ps --all --format json`)
  const hasStarted = await checks.that(`profile ${profile} starts, the database last`, async () => {
    const configured = sorted(compose`--profile ${profile} config --services`)
    expect(configured === containers.join(', '), `it has ${configured}`)
    const ours = containers.filter((each) => each !== 'postgres')
    compose`--profile ${profile} up --detach --no-build --pull=never --no-deps ${ours}`
    await sleep(2000)
    compose`--profile ${profile} up --detach --no-build --pull=never`
    await eventually(() => allHealthy(statesOf()), HEALTHY_WITHIN_MS)
  })
  if (!hasStarted) {
    console.log(compose`--profile ${profile} logs --tail 5`)
    compose`--profile ${profile} down`
    return
  }
  await checks.that(`profile ${profile} carries a person's day`, () => {
    const script = join(import.meta.dirname, 'smoke-test.ts')
    return execaSync`${daemon.inItsNetwork} ${process.execPath} ${script} http://127.0.0.1:8080`.stdout
  })
  await checks.that(`profile ${profile} stops`, () => {
    compose`--profile ${profile} stop`
    const failed = statesOf().filter(({ ExitCode }) => ExitCode !== 0)
    compose`--profile ${profile} down`
    expectNone(failed.map(({ Service, ExitCode }) => `${Service} ended with ${ExitCode}`))
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

/** All but `migrate`, which has finished. */
function allHealthy(containers: readonly State[]): void {
  for (const { Service, State, Health, ExitCode } of containers) {
    if (Service === 'migrate')
      expect(State === 'exited' && ExitCode === 0, `migrate is ${State} (${ExitCode})`)
    else expect(Health === 'healthy', `${Service} is ${State} ${Health}`)
  }
}
