// The bus drivers on real brokers. Apart from the quick loop: a Kafka needs Java, a NATS server has to be fetched.
import base from './jest.config.mjs'

const { globalSetup: _setup, globalTeardown: _teardown, ...rest } = base

export default {
  ...rest,
  testMatch: ['**/test/**/*.brokers.ts'],
  maxWorkers: 1,
  testTimeout: 120_000,
  // Processes that crashed in a test go on trying to reach their broker.
  forceExit: true,
}
