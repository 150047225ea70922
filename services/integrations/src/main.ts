import { runService } from '@mymacrotracker/runtime'
import { commands, integrations } from './module.ts'

await runService({ definition: integrations, commands, args: process.argv.slice(2), env: process.env })
