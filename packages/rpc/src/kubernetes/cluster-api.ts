import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'

/** What a pod may ask of the Kubernetes API. */
export interface ClusterApi {
  /** Namespace of this pod. */
  readonly namespace: string
  get(path: string): Promise<unknown>
  /** Calls back with each line of a watch. Ends with it, and fails when nothing comes for `silentMs`. */
  watch(path: string, watching: { onEvent: (event: unknown) => void; silentMs: number; signal: AbortSignal }): Promise<void>
  close(): void
}

/** Where a pod finds the API and its own identity. The files are read each time: the token is replaced every hour. */
export interface ClusterAccess { url: string; namespace: string; tokenFile: string; caFile: string }

/** An answer that is no success; 410 says that a resource version is too old. */
export class ClusterApiError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(`Kubernetes API: ${code} ${message}`)
    this.name = 'ClusterApiError'
    this.code = code
  }
}

const ANSWER_MS = 5_000

/** The API over plain HTTPS: two calls, as a pod of this system needs no more (ADR 15 has what the client library would cost). */
export function openClusterApi({ url, namespace, tokenFile, caFile }: ClusterAccess): ClusterApi {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 2 })
  const open = (path: string, signal: AbortSignal) => new Promise<IncomingMessage>((resolve, reject) => {
    const options = { agent, signal, ca: readFileSync(caFile), headers: { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`, accept: 'application/json' } }
    request(new URL(path, url), options, resolve).on('error', reject).end()
  })
  const openWell = async (path: string, signal: AbortSignal) => {
    const answer = await open(path, signal)
    if (answer.statusCode === 200) return answer
    throw new ClusterApiError(answer.statusCode ?? 0, (await textOf(answer)).slice(0, 200))
  }
  return {
    namespace,
    get: async (path) => JSON.parse(await textOf(await openWell(path, AbortSignal.timeout(ANSWER_MS)))) as unknown,
    async watch(path, { onEvent, silentMs, signal }) {
      const silence = new AbortController()
      const timer = setTimeout(() => silence.abort(new Error('the watch fell silent')), silentMs).unref()
      try {
        const answer = await openWell(path, AbortSignal.any([signal, silence.signal]))
        for await (const line of linesOf(answer, () => timer.refresh())) onEvent(JSON.parse(line))
      } finally {
        clearTimeout(timer)
      }
    },
    close: () => agent.destroy(),
  }
}

async function* linesOf(answer: IncomingMessage, heard: () => void): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of answer.setEncoding('utf8')) {
    heard()
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop()!
    yield* lines.filter((line) => line !== '')
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
