import { runService } from '@mymacrotracker/runtime'
import { profile } from './module.ts'

await runService({ definition: profile, args: process.argv.slice(2), env: process.env })
