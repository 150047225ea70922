import type { Prisma, User } from '../../store/prisma/client.ts'

export type Account = User

export interface AccountStore {
  /** False when the address is somebody's already; nothing is stored then. */
  add(account: Account): Promise<boolean>
  findUserId(email: string): Promise<string | undefined>
  find(userId: string): Promise<Account | undefined>
}

export function accountStore(prisma: Prisma.TransactionClient): AccountStore {
  return {
    async add(account) {
      const { count } = await prisma.emailAddress.createMany({
        data: [{ email: account.email, userId: account.userId }],
        skipDuplicates: true,
      })
      if (count === 0) return false
      await prisma.user.createMany({ data: [account] })
      return true
    },
    findUserId: async (email) => (await prisma.emailAddress.findUnique({ where: { email } }))?.userId,
    find: async (userId) => (await prisma.user.findUnique({ where: { userId } })) ?? undefined,
  }
}
