import { startHouse } from '../harness.ts'
import { describeContract } from './contract.ts'

describeContract({ title: 'in process, everything twice', start: () => startHouse({ deliverTwice: true }) })
