import type { PersonSettings, Prisma } from '../../store/prisma/client.ts'

export interface PersonSettingsStore {
  find(userId: string): Promise<PersonSettings | undefined>
  /** Keeps the settings with the highest version. */
  put(settings: PersonSettings): Promise<void>
}

export function personSettingsStore(tx: Prisma.TransactionClient): PersonSettingsStore {
  return {
    find: async (userId) => (await tx.personSettings.findFirst({ where: { userId } })) ?? undefined,
    async put(settings) {
      const { count } = await tx.personSettings.createMany({ data: [settings], skipDuplicates: true })
      if (count === 0)
        await tx.personSettings.updateMany({
          where: { userId: settings.userId, version: { lt: settings.version } },
          data: settings,
        })
    },
  }
}
