// `npm run charts:facts`: brings what charts and Kafka's users say of topics and consumers in line with the code.
import { factFaults, writeFacts } from './facts.ts'

const written = writeFacts()
const left = factFaults()
console.log(written.length > 0 ? `written:\n  ${written.join('\n  ')}` : 'everything is current')
if (written.length > 0)
  console.log(
    'rendered goldens follow with npm run charts:write, which needs Go and Python; npm run test:charts compares them',
  )
for (const fault of left) console.log(`to be mended by hand: ${fault}`)
process.exitCode = left.length > 0 ? 1 : 0
