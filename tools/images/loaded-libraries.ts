import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Parts of glibc that Node does not load and native add-ons request by name (@node-rs/argon2: librt). Empty since glibc 2.34. */
const REQUESTED_BY_ADDONS = ['librt.so.1', 'libutil.so.1', 'libresolv.so.2']

/** Paths of the shared libraries that this Node has loaded, including its loader, and of those that add-ons need. */
export function loadedLibraries(): string[] {
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] }
  const loaded = sharedObjects.filter((path) => path.startsWith('/') && !path.endsWith('.node'))
  const libc = loaded.find((path) => path.endsWith('/libc.so.6'))
  const beside = libc
    ? REQUESTED_BY_ADDONS.map((name) => join(dirname(libc), name)).filter((path) => existsSync(path))
    : []
  return [...new Set([...loaded, ...beside])]
}
