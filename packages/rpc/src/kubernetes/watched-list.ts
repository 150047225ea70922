import { setTimeout as sleep } from 'node:timers/promises'
import { ClusterApiError, type ClusterApi, type ClusterConnection } from './cluster-api.ts'

interface Named {
  metadata?: { name?: string }
}
interface Meta {
  resourceVersion?: string
}
interface ObjectList<T> {
  metadata?: Meta
  items?: readonly T[] | null
}
interface WatchEvent<T> {
  type: string
  object: T & { metadata?: Meta; code?: number; message?: string }
}

interface WatchedListOptions<T> {
  api: ClusterApi
  /** Path of the collection, such as /api/v1/namespaces/x/configmaps. */
  path: string
  /** `labelSelector` or `fieldSelector`. */
  selector: Record<string, string>
  onChange(items: readonly T[]): void
  /** The list is out of date from now on. Called once, until the API answers again. */
  onFailure(error: Error): void
  onRecovery(): void
}

/** Least time between two rounds, however soon a watch ends. The first retry is not delayed further: it may reach a healthy API server. */
const PAUSE_MS = 1_000
const PAUSE_MAX_MS = 5_000
/** A server in a frozen zone accepts connections and never answers, so another is tried soon. When none answers in time, all are given longer. */
const ANSWER_MS = 2_000
const SLOW_ANSWER_MS = 8_000

/** Keeps a list of objects in sync with the API. While the API is away the last known list stays. */
export function watchList<T extends Named>(options: WatchedListOptions<T>): { close(): void } {
  const closing = new AbortController()
  void follow(options, closing.signal)
  return { close: () => closing.abort() }
}

/** Alternates between listing and watching: an event that a watch loses is made up for a few seconds later. */
async function follow<T extends Named>(options: WatchedListOptions<T>, signal: AbortSignal): Promise<void> {
  let failures = 0
  let version: string | undefined = '0'
  let connection: ClusterConnection | undefined
  const onListed = () => {
    if (failures > 0) options.onRecovery()
    failures = 0
  }
  signal.addEventListener('abort', () => connection?.close())
  while (!signal.aborted) {
    const startedAt = performance.now()
    try {
      connection = options.api.connect(failures < 3 ? ANSWER_MS : SLOW_ANSWER_MS)
      version = await listAndWatch(options, version, { connection, signal, onListed })
    } catch (error) {
      if (signal.aborted) return
      // 410 is the API's normal way to ask for a new list. Without a version it returns the very latest.
      version = undefined
      if (!(error instanceof ClusterApiError && error.code === 410) && failures++ === 0)
        options.onFailure(error as Error)
    } finally {
      connection?.close()
    }
    const pauseMs =
      Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** Math.max(0, failures - 2)) * (0.5 + Math.random()) -
      (performance.now() - startedAt)
    if (pauseMs > 0) await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined)
  }
}

interface Round {
  connection: ClusterConnection
  signal: AbortSignal
  onListed(): void
}

/** One list and the watch that continues it. OutlierDetector the version that the next list must not be older than. */
async function listAndWatch<T extends Named>(
  { path, selector, onChange }: WatchedListOptions<T>,
  notBefore: string | undefined,
  { connection, signal, onListed }: Round,
): Promise<string | undefined> {
  const list = (await connection.list(path, {
    ...selector,
    ...(notBefore !== undefined && { resourceVersion: notBefore, resourceVersionMatch: 'NotOlderThan' }),
  })) as ObjectList<T>
  if (signal.aborted) return undefined
  const items = new Map((list.items ?? []).map((each) => [each.metadata?.name ?? '', each]))
  let version = list.metadata?.resourceVersion
  onListed()
  onChange([...items.values()])
  await connection.watch(
    path,
    { ...selector, ...(version !== undefined && { resourceVersion: version }) },
    (event) => {
      const { type, object } = event as WatchEvent<T>
      if (type === 'ERROR') throw new ClusterApiError(object.code ?? 0, object.message ?? 'the watch failed')
      version = object.metadata?.resourceVersion ?? version
      const name = (object as Named).metadata?.name ?? ''
      if (type === 'DELETED') items.delete(name)
      else if (type === 'ADDED' || type === 'MODIFIED') items.set(name, object)
      if (type !== 'BOOKMARK') onChange([...items.values()])
    },
  )
  return version
}
