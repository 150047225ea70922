import type { GatewayContext } from '../context.ts'
import { deleteDiaryEntry } from './delete-diary-entry.ts'
import { getDiaryDay } from './get-diary-day.ts'
import { getDiaryDays } from './get-diary-days.ts'
import { getDiaryEntry } from './get-diary-entry.ts'
import { getFood } from './get-food.ts'
import { getFoodByBarcode } from './get-food-by-barcode.ts'
import { getFoods } from './get-foods.ts'
import { getJwks } from './get-jwks.ts'
import { getNotifications } from './get-notifications.ts'
import { getProfile } from './get-profile.ts'
import { getSuggestions } from './get-suggestions.ts'
import { getTargets } from './get-targets.ts'
import { getToday } from './get-today.ts'
import { getWeights } from './get-weights.ts'
import { patchDiaryEntry } from './patch-diary-entry.ts'
import { patchProfile } from './patch-profile.ts'
import { postAuthRefresh } from './post-auth-refresh.ts'
import { postAuthSignIn } from './post-auth-sign-in.ts'
import { postAuthSignOut } from './post-auth-sign-out.ts'
import { postAuthSignUp } from './post-auth-sign-up.ts'
import { postDiaryEntry } from './post-diary-entry.ts'
import { postFoods } from './post-foods.ts'
import { postNotificationRead } from './post-notification-read.ts'
import { postWeights } from './post-weights.ts'
import { putDiaryDayStatus } from './put-diary-day-status.ts'
import { putGoal } from './put-goal.ts'
import { putTargets } from './put-targets.ts'
import type { Route } from './server/route.ts'

/** Every route there is, in the order of the document. */
export function createRoutes(context: GatewayContext): readonly Route[] {
  return [
    postAuthSignUp,
    postAuthSignIn,
    postAuthRefresh,
    postAuthSignOut,
    getJwks,
    getToday,
    getSuggestions,
    getDiaryDay,
    getDiaryDays,
    putDiaryDayStatus,
    postDiaryEntry,
    getDiaryEntry,
    patchDiaryEntry,
    deleteDiaryEntry,
    getFoods,
    getFoodByBarcode,
    getFood,
    postFoods,
    getProfile,
    patchProfile,
    putGoal,
    getTargets,
    putTargets,
    postWeights,
    getWeights,
    getNotifications,
    postNotificationRead,
  ].map((define) => define(context))
}
