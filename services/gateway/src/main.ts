import { runService } from '@mymacrotracker/runtime'
import { gateway } from './module.ts'

await runService({ definition: gateway, args: process.argv.slice(2), env: process.env })
