import { describeContract } from './contract.ts'

describeContract('two processes over gRPC')
