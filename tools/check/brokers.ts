// The conformance suite of the bus on the real brokers. Each test file starts its own.
//   npm run test:brokers [-- kafka]
import { runJest, summary } from './jest.ts'

process.exit(summary(runJest('jest.brokers.config.mjs', ['--verbose', ...process.argv.slice(2)])))
