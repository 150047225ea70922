import { v7 as uuidv7 } from 'uuid'

export interface BenchPerson {
  token: string
  email: string
  foodId: string
}

export const PASSWORD = 'a long password for the bench'

/** Somebody with a profile, who knows a food. */
export async function signUpPerson(url: string): Promise<BenchPerson> {
  const email = `bench-${uuidv7()}@example.com`
  const { accessToken: token } = await call<{ accessToken: string }>(url, 'POST', '/v1/auth/sign-up', {
    body: { email, password: PASSWORD },
  })
  await call(url, 'PATCH', '/v1/profile', {
    token,
    body: { sex: 'female', birthDate: '1990-01-01', heightCm: 170, weightKg: 65, activityLevel: 'light' },
  })
  const { items } = await call<{ items: { id: string }[] }>(url, 'GET', '/v1/foods?query=banana&limit=1', {
    token,
  })
  return { token, email, foodId: items[0]!.id }
}

/** Some at a time: hashing a password is slow on purpose. */
export async function signUpPeople(url: string, count: number): Promise<BenchPerson[]> {
  const people: BenchPerson[] = []
  while (people.length < count)
    people.push(...(await Promise.all(Array.from({ length: 4 }, () => signUpPerson(url)))))
  return people
}

export async function call<T>(
  url: string,
  method: string,
  path: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}
