import { runService } from '@mymacrotracker/runtime'
import { notifier } from './module.ts'

await runService({ definition: notifier, args: process.argv.slice(2), env: process.env })
