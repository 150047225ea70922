import { describeContract } from './contract.ts'

describeContract('in process')
