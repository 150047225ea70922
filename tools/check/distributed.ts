// The contract suite and the user stories on seven processes with three Kafka brokers. Needs Java 17.
import { runJest, summary } from './jest.ts'

process.exit(summary(runJest('jest.distributed.config.mjs', process.argv.slice(2))))
