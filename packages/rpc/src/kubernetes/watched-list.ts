import { setTimeout as sleep } from 'node:timers/promises'
import { ClusterApiError } from './cluster-api.ts'
import type { ClusterApi } from './cluster-api.ts'

interface Named { metadata?: { name?: string } }
interface Meta { resourceVersion?: string }
interface ObjectList<T> { metadata?: Meta; items?: readonly T[] | null }
interface WatchEvent<T> { type: string; object: T & { metadata?: Meta; code?: number; message?: string } }

interface WatchedListOptions<T> {
  api: ClusterApi
  /** Path of the collection, such as /api/v1/namespaces/x/configmaps. */
  path: string
  /** `labelSelector` or `fieldSelector`. */
  selector: Record<string, string>
  onChange(items: readonly T[]): void
  /** The list is out of date from here on; told once, until it is well again. */
  onTrouble(error: Error): void
  onWell(): void
}

/** A watch ends after so long and everything is listed anew: a connection that died unseen costs no more than this. */
const WATCH_S = 20
const SILENT_MS = (WATCH_S + 5) * 1000
/** The API is asked no more often than this, however soon its watches end. */
const PAUSE_MS = 1_000
const PAUSE_MAX_MS = 5_000

/** Keeps a list of objects as the API has it. What was known last stays while the API is away. */
export function watchList<T extends Named>(options: WatchedListOptions<T>): { close(): void } {
  const closing = new AbortController()
  void follow(options, closing.signal)
  return { close: () => closing.abort() }
}

async function follow<T extends Named>(options: WatchedListOptions<T>, signal: AbortSignal): Promise<void> {
  let failures = 0
  let version: string | undefined = '0'
  while (!signal.aborted) {
    const startedAt = performance.now()
    try {
      version = await listAndWatch(options, version, { signal, onListed: () => { if (failures > 0) options.onWell(); failures = 0 } })
    } catch (error) {
      if (signal.aborted) return
      // An old version is the API's ordinary way to say: list again. Without a version, it answers with its very latest.
      version = undefined
      if (!(error instanceof ClusterApiError && error.code === 410) && failures++ === 0) options.onTrouble(error as Error)
    }
    const pauseMs = Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** Math.max(0, failures - 1)) * (0.5 + Math.random()) - (performance.now() - startedAt)
    if (pauseMs > 0) await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined)
  }
}

interface Round { signal: AbortSignal; onListed(): void }

/** One list and the watch that continues it. Answers the version that the next list must not be older than. */
async function listAndWatch<T extends Named>({ api, path, selector, onChange }: WatchedListOptions<T>, notBefore: string | undefined, { signal, onListed }: Round): Promise<string | undefined> {
  const query = (more: Record<string, string>) => `${path}?${new URLSearchParams({ ...selector, ...more }).toString()}`
  const list = await api.get(query(notBefore === undefined ? {} : { resourceVersion: notBefore, resourceVersionMatch: 'NotOlderThan' })) as ObjectList<T>
  if (signal.aborted) return undefined
  const items = new Map((list.items ?? []).map((each) => [each.metadata?.name ?? '', each]))
  let version = list.metadata?.resourceVersion
  onListed()
  onChange([...items.values()])
  const onEvent = (event: unknown) => {
    const { type, object } = event as WatchEvent<T>
    if (type === 'ERROR') throw new ClusterApiError(object.code ?? 0, object.message ?? 'the watch failed')
    version = object.metadata?.resourceVersion ?? version
    const name = (object as Named).metadata?.name ?? ''
    if (type === 'DELETED') items.delete(name)
    else if (type === 'ADDED' || type === 'MODIFIED') items.set(name, object)
    if (type !== 'BOOKMARK') onChange([...items.values()])
  }
  const more = { watch: '1', allowWatchBookmarks: 'true', timeoutSeconds: String(WATCH_S), ...(version !== undefined && { resourceVersion: version }) }
  await api.watch(query(more), { onEvent, silentMs: SILENT_MS, signal })
  return version
}
