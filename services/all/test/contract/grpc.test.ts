import { startApart } from './apart.ts'
import { describeContract } from './contract.ts'

const PLACEMENT = [
  ['auth', 'events', 'gateway'],
  ['profile', 'integrations', 'recommender', 'notifier'],
] as const

describeContract({
  title: 'two processes over gRPC',
  isApart: true,
  start: () => startApart({ placement: PLACEMENT }),
})
