// Runs a command of this repository on the right tools. Needs Node 20 or newer and npm; installs, generates and builds what
// is missing or stale, then runs the command on the Node that the repository brings.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const PNPM = 'pnpm@12.21.0'
const root = join(import.meta.dirname, '..')
const stamps = join(root, '.cache/stamps')
const at = (...parts) => join(root, ...parts)

const COMMANDS = {
  build: () => ['-e', ''],
  start: () => ['--disable-warning=ExperimentalWarning', at('services/all/dist/main.js')],
  migrate: () => [at('services/all/dist/migrate.js')],
  redrive: () => [at('services/all/dist/redrive.js')],
  'foods:import': () => [at('services/all/dist/foods-import.js')],
  demo: () => [at('tools/demo/main.ts')],
  bench: () => [at('tools/bench/main.ts')],
  'bench:rpc': () => [at('tools/bench/rpc.ts')],
  'eval:search': () => [at('tools/eval/search.ts')],
  'drill:crash': () => [at('tools/drills/crash.ts')],
  'drill:broker': () => [at('tools/drills/broker.ts')],
  'drill:extraction': () => [at('tools/drills/extraction.ts')],
  'drill:away': () => [at('tools/drills/away.ts')],
  'drill:restore': () => [at('tools/platform/restore-drill.ts')],
  'broker:kafka': () => [at('tools/brokers/kafka.ts')],
  'broker:nats': () => [at('tools/brokers/nats.ts')],
  certs: () => [at('tools/certs/main.ts')],
  keys: () => [at('tools/keys/main.ts')],
  'test:brokers': () => [at('tools/check/brokers.ts')],
  'test:distributed': () => [at('tools/check/distributed.ts')],
  'test:images': () => [at('tools/images/test.ts')],
  'test:clients': () => [at('tools/clients/test.ts')],
  'test:observability': () => [at('tools/observability/test.ts')],
  'test:charts': () => [at('tools/charts/test.ts')],
  'charts:facts': () => [at('tools/charts/write-facts.ts')],
  'charts:write': () => [at('tools/charts/write.ts')],
  'test:cluster': () => [at('tools/cluster/test.ts')],
  'test:platform': () => [at('tools/platform/test.ts')],
  changeset: () => [at('node_modules/@changesets/cli/bin.js')],
  'changeset:check': () => [at('tools/release/changeset-check.ts')],
  'contracts:freeze': () => [at('tools/release/freeze-contracts.ts')],
  'openapi:write': () => [at('tools/openapi/write.ts')],
  'openapi:freeze': () => [at('tools/openapi/write.ts'), '--freeze'],
  'release:version': () => [at('tools/release/version.ts')],
  test: () => [at('tools/check/main.ts')],
  workspace: () => [at('tools/check/write-workspace.ts'), PNPM],
  format: () => [at('node_modules/oxfmt/bin/oxfmt'), '--write', '.'],
  jest: () => [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    at('node_modules/jest/bin/jest.js'),
    '--config',
    at('jest.config.mjs'),
  ],
}

/** They read sources alone, and have to work when those do not compile. */
const WITHOUT_BUILD = new Set(['format', 'workspace', 'changeset'])

const [name, ...given] = process.argv.slice(2)
const args = given[0] === '--' ? given.slice(1) : given
if (!COMMANDS[name]) fail(`usage: node tools/run.mjs ${Object.keys(COMMANDS).join(' | ')}`)
install()
const node = ownNode()
const isBuilt = WITHOUT_BUILD.has(name) || build(node)
if (!isBuilt && name !== 'test') fail('the build failed; see above')
run(node, [...COMMANDS[name](), ...args], isBuilt ? {} : { BUILD_FAILED: '1' })

function install() {
  const lock = fingerprint([at('pnpm-lock.yaml')])
  if (isStamped('install', lock) && existsSync(at('node_modules/.modules.yaml'))) return
  say('installing (once; with a frozen lockfile)')
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  must(
    spawnSync(
      npx,
      ['-y', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=error'],
      { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' },
    ),
  )
  stamp('install', lock)
}

/** The Node that came with the install, on Linux; elsewhere the machine's, which must then be 24. */
function ownNode() {
  const own = at('node_modules', `node-${process.platform}-${process.arch}`, 'bin/node')
  if (existsSync(own)) return own
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail(`on ${process.platform}-${process.arch} Node 24 is needed; this is ${process.version}`)
}

/** Whether everything is built. */
function build(node) {
  const env = {
    ...process.env,
    PATH: `${join(node, '..')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
  }
  const step = (stampName, inputs, title, work) => {
    const now = newest(inputs)
    if (isStamped(stampName, now)) return true
    if (title) say(title)
    if (!work()) return false
    stamp(stampName, newest(inputs))
    return true
  }
  const nodeRun = (...words) =>
    spawnSync(node, words, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
  const packages = ['packages', 'services'].flatMap((folder) =>
    readdirSync(at(folder)).map((each) => at(folder, each)),
  )
  return (
    step(
      'contracts',
      [at('proto'), at('buf.gen.yaml'), at('packages/contracts/generate.mjs')],
      'generating the contracts',
      () => nodeRun(at('packages/contracts/generate.mjs')),
    ) &&
    step(
      'prisma',
      packages.map((each) => join(each, 'prisma/schema.prisma')),
      'generating the database clients',
      () => nodeRun(at('tools/prisma-generate.mjs')),
    ) &&
    step(
      'tsc',
      [
        ...packages.flatMap((each) => [join(each, 'src'), join(each, 'tsconfig.json')]),
        at('packages/tsconfig'),
        at('tsconfig.json'),
      ],
      'building',
      () => nodeRun(at('node_modules/typescript/bin/tsc'), '-b'),
    )
  )
}

function run(node, words, more) {
  const path = `${at('node_modules/.bin')}:${join(node, '..')}:${process.env.PATH}`
  // kafkajs sets timers for moments that are over, and Node would say so.
  const child = spawn(node, ['--disable-warning=TimeoutNegativeWarning', ...words], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...more, PATH: path },
  })
  // A terminal's Ctrl-C reaches the child by itself as well; the server takes both for one.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  // npm's shell dies of a SIGTERM without forwarding it: a parent that is gone means the same.
  const parent = process.ppid
  if (process.env.npm_lifecycle_event)
    setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGTERM')
    }, 250).unref()
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

/** Newest change below some files and folders, and how many files there are. */
function newest(paths) {
  let latest = 0
  let count = 0
  const visit = (path) => {
    const info = statSync(path, { throwIfNoEntry: false })
    if (!info) return
    if (!info.isDirectory()) {
      latest = Math.max(latest, info.mtimeMs)
      count++
      return
    }
    for (const each of readdirSync(path)) visit(join(path, each))
  }
  for (const path of paths) visit(path)
  return `${latest}/${count}`
}

function fingerprint(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex')
}

function isStamped(stampName, value) {
  const file = join(stamps, stampName)
  return existsSync(file) && readFileSync(file, 'utf8') === value
}

function stamp(stampName, value) {
  mkdirSync(stamps, { recursive: true })
  writeFileSync(join(stamps, stampName), value)
}

function must({ status, error }) {
  if (status !== 0) fail(error ? error.message : 'a step failed; see above', status ?? 1)
}

function say(text) {
  console.error(`· ${text}`)
}

function fail(text, code = 1) {
  console.error(text)
  return process.exit(code)
}
