import { runService } from '@mymacrotracker/runtime'
import { events } from './module.ts'

await runService({ definition: events, args: process.argv.slice(2), env: process.env })
