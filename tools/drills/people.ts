import { v7 as uuidv7 } from 'uuid'

export interface Writer {
  userId: string
  email: string
  token: string
  refreshToken: string
}

/** Everybody's. */
export const PASSWORD = 'a long password to write with'

/** Sends one request and answers what came back, whatever its status. */
export type Ask = (
  method: string,
  path: string,
  options?: { body?: unknown; token?: string },
) => Promise<{ status: number; body: unknown }>

/** A new person with a body, so that there are targets to reach. */
export async function signUp(ask: Ask, name: string): Promise<Writer> {
  const email = `${name}-${uuidv7()}@example.com`
  const answer = await ask('POST', '/v1/auth/sign-up', { body: { email, password: PASSWORD } })
  if (answer.status !== 201)
    throw new Error(`sign-up answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  const { user, accessToken, refreshToken } = answer.body as {
    user: { id: string }
    accessToken: string
    refreshToken: string
  }
  const set = await ask('PATCH', '/v1/profile', {
    body: { sex: 'female', birthDate: '1990-01-01', heightCm: 170, weightKg: 65 },
    token: accessToken,
  })
  if (set.status !== 200) throw new Error(`the profile answered ${set.status}`)
  return { userId: user.id, email, token: accessToken, refreshToken }
}

export function dayAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
}
