import { fileURLToPath } from 'node:url'
import { ProfileServiceService } from '@mymacrotracker/contracts'
import { defineModule, registration } from '@mymacrotracker/runtime'
import { settings } from './config.ts'
import { onUserSignedUp } from './consumers/on-user-signed-up.ts'
import { onWeightRecorded } from './consumers/on-weight-recorded.ts'
import { getProfile } from './rpc/get-profile.ts'
import { getTargets } from './rpc/get-targets.ts'
import { putGoal } from './rpc/put-goal.ts'
import { putTargets } from './rpc/put-targets.ts'
import { updateProfile } from './rpc/update-profile.ts'
import { openDatabase } from './store/database.ts'

export const profile = defineModule({
  name: 'profile',
  settings,
  migrations: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  async start({ pool, clock, wakeRelay }) {
    const { db, close } = openDatabase(pool, wakeRelay)
    const context = { db, clock }
    return {
      services: [
        registration(ProfileServiceService, {
          getProfile: getProfile(context),
          updateProfile: updateProfile(context),
          putGoal: putGoal(context),
          getTargets: getTargets(context),
          putTargets: putTargets(context),
        }),
      ],
      consumers: [onUserSignedUp(context), onWeightRecorded(context)],
      stop: close,
    }
  },
})
