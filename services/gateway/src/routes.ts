import type { GatewayContext } from './context.ts'
import { deleteDiaryEntry } from './diary/delete-diary-entry.ts'
import { getDiaryDay } from './diary/get-diary-day.ts'
import { getDiaryDays } from './diary/get-diary-days.ts'
import { getDiaryEntry } from './diary/get-diary-entry.ts'
import { getFood } from './foods/get-food.ts'
import { getFoodByBarcode } from './foods/get-food-by-barcode.ts'
import { getFoods } from './foods/get-foods.ts'
import { getJwks } from './account/get-jwks.ts'
import { getNotifications } from './notifications/get-notifications.ts'
import { getProfile } from './profile/get-profile.ts'
import { getSuggestions } from './today/get-suggestions.ts'
import { getTargets } from './profile/get-targets.ts'
import { getToday } from './today/get-today.ts'
import { deleteWeight } from './weights/delete-weight.ts'
import { getWeight } from './weights/get-weight.ts'
import { patchWeight } from './weights/patch-weight.ts'
import { getWeights } from './weights/get-weights.ts'
import { patchDiaryEntry } from './diary/patch-diary-entry.ts'
import { patchProfile } from './profile/patch-profile.ts'
import { postAuthRefresh } from './account/post-auth-refresh.ts'
import { postAuthSignIn } from './account/post-auth-sign-in.ts'
import { postAuthSignOut } from './account/post-auth-sign-out.ts'
import { postAuthSignUp } from './account/post-auth-sign-up.ts'
import { postDiaryEntry } from './diary/post-diary-entry.ts'
import { postFoods } from './foods/post-foods.ts'
import { postNotificationRead } from './notifications/post-notification-read.ts'
import { postWeights } from './weights/post-weights.ts'
import { putDiaryDayStatus } from './diary/put-diary-day-status.ts'
import { putGoal } from './profile/put-goal.ts'
import { putTargets } from './profile/put-targets.ts'
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
    postFoods,
    getFoodByBarcode,
    getFood,
    getProfile,
    patchProfile,
    putGoal,
    getTargets,
    putTargets,
    postWeights,
    getWeights,
    getWeight,
    patchWeight,
    deleteWeight,
    getNotifications,
    postNotificationRead,
  ].map((define) => define(context))
}
