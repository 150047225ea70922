import type { RunningProcess } from '@mymacrotracker/runtime'
import type { OpenDatabase } from './open-database.ts'

interface WelcomeOptions {
  running: RunningProcess
  database: OpenDatabase
  applied: number
  tookMs: number
  modules: readonly string[]
}

/** Printed after a start: where everything is, and what to try first. */
export function welcome({ running, database, applied, tookMs, modules }: WelcomeOptions): string {
  const { port, adminPort, rpcPort } = running
  const lines = [
    '',
    `  MyMacroTracker is ready after ${(tookMs / 1000).toFixed(1)} s: ${modules.join(', ')}`,
    '',
    ...(port === undefined
      ? []
      : [`  API       http://localhost:${port}/v1`, `  Docs      http://localhost:${port}/docs`]),
    `  Health    http://localhost:${adminPort}/healthz  /readyz  /metrics`,
    ...(rpcPort === undefined ? [] : [`  gRPC      localhost:${rpcPort}`]),
    `  Database  ${database.description}${applied > 0 ? `, ${applied} migrations applied` : ''}`,
    ...(port === undefined ? [] : firstSteps(port)),
    '',
    '  Ctrl-C stops it.',
    '',
  ]
  return lines.join('\n')
}

function firstSteps(port: number): string[] {
  const url = `http://localhost:${port}`
  const json = `-H 'content-type: application/json'`
  return [
    '',
    '  Three things to try:',
    `    TOKEN=$(curl -s ${url}/v1/auth/sign-up ${json} -d '{"email":"'$RANDOM'@example.com","password":"oats and blueberries"}' | node -pe 'JSON.parse(fs.readFileSync(0)).accessToken')`,
    `    curl -s "${url}/v1/foods?query=greek+yog&limit=3" -H "authorization: Bearer $TOKEN"`,
    `    curl -s ${url}/v1/today -H "authorization: Bearer $TOKEN"`,
    '  Or in another terminal: npm run demo',
  ]
}
