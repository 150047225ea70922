import type { Prisma, User } from '../../store/prisma/client.ts'

export type Account = User

export interface AccountStore {
  /** False when the address is somebody's already; nothing is stored then. */
  add(account: Account): Promise<boolean>
  findUserId(email: string): Promise<string | undefined>
  find(userId: string): Promise<Account | undefined>
}

export function accountStore(tx: Prisma.TransactionClient): AccountStore {
  return {
    async add(account) {
      const { count } = await tx.emailAddress.createMany({
        data: [{ email: account.email, userId: account.userId }],
        skipDuplicates: true,
      })
      if (count === 0) return false
      await tx.user.createMany({ data: [account] })
      return true
    },
    findUserId: async (email) => (await tx.emailAddress.findUnique({ where: { email } }))?.userId,
    find: async (userId) => (await tx.user.findUnique({ where: { userId } })) ?? undefined,
  }
}
