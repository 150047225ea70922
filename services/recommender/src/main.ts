import { runService } from '@mymacrotracker/runtime'
import { recommender } from './module.ts'

await runService({ definition: recommender, args: process.argv.slice(2), env: process.env })
