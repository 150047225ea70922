import { growing, still, type RuleCase } from './rule-case.ts'
import type { WatchedService } from './services.ts'

const PER_MINUTE = 60_000
const PAGES = { AvailabilityBurnsFast: 0, LatencyBurnsFast: 0 }
const NONE = { ...PAGES, AvailabilityBurnsSlowly: 0, LatencyBurnsSlowly: 0 }

/** Both objectives of a service: when their alerts fire, and when not. */
export function burnCases(service: WatchedService): RuleCase[] {
  const { name } = service
  const answers = (outcome: 'good' | 'fault' | 'refused', suffix: string, more = '') =>
    name === 'gateway'
      ? `http_request_duration_seconds_${suffix}{namespace="n",pod="p",instance="i",method="GET",route="/v1/today",status="${{ good: 200, fault: 503, refused: 404 }[outcome]}"${more}}`
      : `rpc_client_duration_seconds_${suffix}{namespace="n",pod="p",instance="i",caller="gateway",service="${name}",method="M",code="${{ good: 'OK', fault: 'UNAVAILABLE', refused: 'NOT_FOUND' }[outcome]}"${more}}`
  const fast = `,le="${service.latency.underSeconds}"`
  const budget = { availability: 1 - service.availability, latency: 1 - service.latency.share }
  const failing = (share: number, shape = (perMinute: number) => growing(perMinute, 480)) => ({
    [answers('good', 'count')]: shape(PER_MINUTE * (1 - share)),
    [answers('good', 'bucket', fast)]: shape(PER_MINUTE * (1 - share)),
    [answers('fault', 'count')]: shape(PER_MINUTE * share),
    [answers('fault', 'bucket', fast)]: shape(PER_MINUTE * share),
  })
  const slow = (share: number, shape = (perMinute: number) => growing(perMinute, 480)) => ({
    [answers('good', 'count')]: shape(PER_MINUTE),
    [answers('good', 'bucket', fast)]: shape(PER_MINUTE * (1 - share)),
  })
  const forAnHour = (perMinute: number) => `0+${perMinute}x60 ${perMinute * 60}x120`
  const resetting = (perMinute: number) => Array.from({ length: 40 }, () => `0+${perMinute}x10`).join(' ')
  const hourThenGood = {
    ...failing(20 * budget.availability, forAnHour),
    [answers('good', 'count')]: growing(PER_MINUTE, 180),
    [answers('good', 'bucket', fast)]: growing(PER_MINUTE, 180),
  }

  return [
    {
      title: 'faults at 20 times the budget page',
      series: failing(20 * budget.availability),
      at: { 60: { ...PAGES, AvailabilityBurnsFast: 1 } },
    },
    {
      title: 'an hour of faults after a good day pages',
      series: {
        ...slow(0),
        [answers('fault', 'count')]: `0x360 0+${PER_MINUTE * 20 * budget.availability}x60`,
      },
      at: { 360: PAGES, 420: { ...PAGES, AvailabilityBurnsFast: 1 } },
    },
    {
      title: 'faults at 5 times the budget are a ticket',
      series: failing(5 * budget.availability),
      at: { 420: { ...NONE, AvailabilityBurnsSlowly: 1 } },
    },
    {
      title: 'faults at 1.5 times the budget are a ticket',
      series: failing(1.5 * budget.availability),
      at: { 420: { ...NONE, AvailabilityBurnsSlowly: 1 } },
    },
    {
      title: 'faults at half the budget are none',
      series: failing(0.5 * budget.availability),
      at: { 420: NONE },
    },
    {
      title: 'the page ends soon after the fault',
      series: hourThenGood,
      at: { 60: { AvailabilityBurnsFast: 1 }, 100: { AvailabilityBurnsFast: 0 } },
    },
    {
      title: 'slowness at 18 times the budget pages',
      series: slow(18 * budget.latency),
      at: { 60: { ...PAGES, LatencyBurnsFast: 1 } },
    },
    {
      title: 'slowness at 4 times the budget is a ticket',
      series: slow(4 * budget.latency),
      at: { 420: { ...NONE, LatencyBurnsSlowly: 1 } },
    },
    { title: 'slowness at half the budget is none', series: slow(0.5 * budget.latency), at: { 420: NONE } },
    {
      title: 'fast faults are not good latency, and slow ones count once',
      series: {
        ...slow(18 * budget.latency),
        [answers('fault', 'count')]: growing(PER_MINUTE * 20, 120),
        [answers('fault', 'bucket', fast)]: growing(PER_MINUTE * 20, 120),
      },
      at: { 60: { AvailabilityBurnsFast: 1, LatencyBurnsFast: 1 } },
    },
    { title: 'no series at all', series: { up: still(1) }, at: { 60: NONE } },
    {
      title: 'no traffic, after faults of earlier days',
      series: {
        [answers('good', 'count')]: still(1e6),
        [answers('good', 'bucket', fast)]: still(5e5),
        [answers('fault', 'count')]: still(5e5),
      },
      at: { 60: NONE },
    },
    {
      title: 'restarting processes neither lose counts nor add any',
      series: slow(0, resetting),
      at: { 60: NONE, 400: NONE },
    },
    {
      title: 'faults across restarts are seen',
      series: failing(20 * budget.availability, resetting),
      at: { 65: { ...PAGES, AvailabilityBurnsFast: 1 } },
    },
    {
      title: 'nine failures in a quiet hour page nobody',
      series: {
        [answers('good', 'count')]: growing(1),
        [answers('good', 'bucket', fast)]: growing(1),
        [answers('fault', 'count')]: '0x10 0+1x8 8x100',
      },
      at: { 20: PAGES, 60: PAGES },
    },
    {
      title: 'rightful refusals are no faults',
      series: {
        ...slow(0),
        [answers('refused', 'count')]: growing(PER_MINUTE, 480),
        [answers('refused', 'bucket', fast)]: growing(PER_MINUTE, 480),
      },
      at: { 60: NONE, 420: NONE },
    },
  ]
}
