import app.mymacrotracker.api.apis.AccountApi
import app.mymacrotracker.api.apis.DiaryApi
import app.mymacrotracker.api.apis.FoodsApi
import app.mymacrotracker.api.apis.NotificationsApi
import app.mymacrotracker.api.apis.ProfileApi
import app.mymacrotracker.api.apis.TodayApi
import app.mymacrotracker.api.apis.WeightsApi
import app.mymacrotracker.api.infrastructure.ApiClient
import app.mymacrotracker.api.infrastructure.ClientError
import app.mymacrotracker.api.infrastructure.ClientException
import app.mymacrotracker.api.infrastructure.Serializer
import app.mymacrotracker.api.models.*
import java.time.LocalDate
import java.time.OffsetDateTime
import java.time.ZoneOffset
import java.util.UUID
import kotlin.system.exitProcess
import kotlinx.serialization.ExperimentalSerializationApi

// A week of use through the generated client, against the server in the first argument.

private inline fun <reified T> read(json: String): T = Serializer.kotlinxSerializationJson.decodeFromString<T>(json)

private var passed = 0
private var failed = 0

private fun check(title: String, isTrue: Boolean) {
    if (isTrue) passed++ else failed++
    println("  ${if (isTrue) "ok   " else "FAIL "} $title")
}

@OptIn(ExperimentalSerializationApi::class)
fun main(arguments: Array<String>) {
    val url = arguments.first()
    // What is absent must not be sent as null: null in a patch clears a field.
    Serializer.kotlinxSerializationJsonConfiguration = { explicitNulls = false }
    val session = AccountApi(url).signUp(SignUpRequest("${UUID.randomUUID()}@example.com", "seven green lentils", "Ann"))
    check("sign-up gives a session", session.user.displayName == "Ann" && session.expiresInS > 0)
    ApiClient.accessToken = session.accessToken

    val food = profileAndFood(url)
    week(DiaryApi(url), food)
    weights(WeightsApi(url))
    pages(url)
    errors(DiaryApi(url), food)
    growth()

    AccountApi(url).signOut(RefreshRequest(session.refreshToken))
    println("$passed passed, $failed failed")
    exitProcess(if (failed == 0) 0 else 1)
}

private fun profileAndFood(url: String): Food {
    val profile = ProfileApi(url).updateProfile(
        ProfilePatch(sex = Sex.FEMALE, birthDate = LocalDate.of(1990, 4, 12), heightCm = 168.0, weightKg = 65.5, timeZone = "UTC"),
    )
    check("the profile has what was set", profile.sex == Sex.FEMALE && profile.heightCm == 168.0)
    val goal = ProfileApi(url).putGoal(Goal(GoalKind.MAINTAIN, 0.0))
    check("a goal gives targets", goal.targets.source == TargetSource.FORMULA && (goal.targets.energyKcal ?: 0.0) > 1000)

    val made = FoodsApi(url).createOwnFood(
        NewFood(
            name = "Lentil spread",
            per100 = NewPer100(Basis.G, NewPer100Nutrients(energyKcal = 180.0, proteinG = 9.0, carbohydrateG = 16.0, fatG = 8.0)),
            id = UUID.randomUUID(),
            portions = listOf(NewPortion("tablespoon", 20.0)),
            allergens = listOf(Allergen.SESAME),
        ),
    )
    check("an own food keeps its portion and allergen", made.portions.single().grams == 20.0 && made.allergens == listOf(Allergen.SESAME))
    check("a search finds the catalogue", FoodsApi(url).searchFoods("oats", 5).items.isNotEmpty())
    return made
}

private fun week(diary: DiaryApi, food: Food) {
    val today = LocalDate.now(ZoneOffset.UTC)
    val days = (6L downTo 0L).map(today::minusDays)
    for (day in days) {
        val breakfast = NewFoodEntry("breakfast", food.id, Amount.AmountInGramsValue(AmountInGrams(60.0)), id = UUID.randomUUID(), date = day)
        val lunch = NewFoodEntry("lunch", food.id, Amount.AmountInPortionsValue(AmountInPortions("tablespoon", 2.0)), date = day)
        val dinner = NewQuickAdd("dinner", "Canteen soup", NewNutrients(energyKcal = 320.0), date = day)
        val byGrams = diary.recordEntry(NewEntry.NewFoodEntryValue(breakfast))
        val byPortion = diary.recordEntry(NewEntry.NewFoodEntryValue(lunch))
        val quick = diary.recordEntry(NewEntry.NewQuickAddValue(dinner))
        if (day != today) continue
        check("logged by grams, with an id of version 4", byGrams.id == breakfast.id && (byGrams.amount as? Amount.AmountInGramsValue)?.value?.grams == 60.0)
        check("logged by portion", byPortion.grams == 40.0 && (byPortion.amount as? Amount.AmountInPortionsValue)?.value?.portion == "tablespoon")
        check("quick add", quick.foodId == null && quick.nutrients.energyKcal == 320.0)
        check("the same entry again is the same", diary.recordEntry(NewEntry.NewFoodEntryValue(breakfast)).version == byGrams.version)

        val changed = diary.updateEntry(byGrams.id, EntryPatch(amount = Amount.AmountInGramsValue(AmountInGrams(90.0))), ifMatch = "\"${byGrams.version}\"")
        check("patched", changed.version > byGrams.version && changed.grams == 90.0)
        diary.deleteEntry(quick.id)
    }
    val whole = diary.getDay(today)
    check("the day has what is left of it", whole.propertyEntries.size == 2 && whole.totals.energyKcal == 234.0 && whole.remaining != null)
    check("the day is marked", diary.markDay(today, MarkDayRequest(DayStatus.COMPLETE)).status == DayStatus.COMPLETE)
    val range = diary.listDays(days.first(), today)
    check("the week has seven days", range.items.size == 7 && range.items.sumOf { it.entryCount } == 20)
}

private fun weights(api: WeightsApi) {
    val now = OffsetDateTime.now(ZoneOffset.UTC)
    for (daysAgo in 6L downTo 0L) api.recordWeight(NewWeight(now.minusDays(daysAgo).minusMinutes(1), 65.0 + daysAgo / 10.0))
    val list = api.listWeights()
    check("seven weighings and a trend", list.items.size == 7 && list.trend.isNotEmpty())
}

private fun pages(url: String) {
    val home = TodayApi(url).getToday()
    check("the home screen has a day and targets", home.day != null && home.targets != null)
    val first = NotificationsApi(url).listNotifications(limit = 1)
    val rest = first.nextCursor?.let { NotificationsApi(url).listNotifications(limit = 1, cursor = it) }
    check("the inbox is paged", first.items.size <= 1 && (rest == null || rest.items != first.items))
}

private fun errors(diary: DiaryApi, food: Food) {
    val tooMuch = NewFoodEntry("lunch", food.id, Amount.AmountInGramsValue(AmountInGrams(0.0)))
    val problem = problemOf { diary.recordEntry(NewEntry.NewFoodEntryValue(tooMuch), acceptLanguage = "de") }
    check("a fault names field and limit", problem?.code == ProblemCode.OUT_OF_RANGE && problem.params?.field == "amount.grams" && problem.params?.max == 20_000.0)
    check("the title is German", problem?.title == "Bitte prüfe deine Eingabe")
    val missing = problemOf { diary.getEntry(UUID.randomUUID()) }
    check("what is not there is not found", missing?.status == 404 && missing.code == ProblemCode.ENTRY_NOT_FOUND)
    val entry = diary.recordEntry(NewEntry.NewQuickAddValue(NewQuickAdd("snack", "Apple", NewNutrients(energyKcal = 52.0))))
    val stale = problemOf { diary.updateEntry(entry.id, EntryPatch(meal = "lunch"), ifMatch = "\"0\"") }
    check("a stale version is refused", stale?.code == ProblemCode.VERSION_MISMATCH)
}

private fun problemOf(call: () -> Any?): Problem? =
    try {
        call()
        null
    } catch (error: ClientException) {
        read<Problem>((error.response as ClientError<*>).body.toString())
    }

/** A later server: a field and a value of an enum that this client does not know. */
private fun growth() {
    val json = """{"date":"2026-05-05","entryCount":1,"totals":{"energyKcal":1,"moodPercent":3},"status":"resting","mood":"good"}"""
    val day = read<DayTotals>(json)
    check("unknown fields and values do no harm", day.entryCount == 1 && day.status == DayStatus.UNKNOWN_DEFAULT_OPEN_API)
}
