import { runService } from '@mymacrotracker/runtime'
import { auth } from './module.ts'

await runService({ definition: auth, args: process.argv.slice(2), env: process.env })
