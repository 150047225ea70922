import { startHouse } from '../harness.ts'
import { describeContract } from './contract.ts'

describeContract({ title: 'in process', start: () => startHouse() })
