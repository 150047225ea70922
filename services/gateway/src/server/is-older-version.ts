const VERSION = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:[-+][0-9A-Za-z.+-]{1,64})?$/

/** The three numbers of a semantic version (semver.org); undefined when it is none. */
export function versionNumbers(version: string): number[] | undefined {
  return VERSION.exec(version)?.slice(1).map(Number)
}

/** Whether a version comes before another; what follows the three numbers does not count. */
export function isOlderVersion(version: readonly number[], than: readonly number[]): boolean {
  const at = version.findIndex((each, index) => each !== than[index])
  return at >= 0 && version[at]! < than[at]!
}
