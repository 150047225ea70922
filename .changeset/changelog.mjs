/** One bullet for each changeset, in the words of who wrote it: no hashes, no names. */
const getReleaseLine = async ({ summary }) => {
  const [first, ...rest] = summary.trim().split('\n')
  return [`- ${first}`, ...rest.map((line) => line.trim() && `  ${line}`)].join('\n')
}

/** The image of all services has no changes of its own: it says what it brings. */
const getDependencyReleaseLine = async (_changesets, updated) =>
  updated
    .map(({ name, newVersion }) => `- Brings ${name.replace(/^@mymacrotracker\//, '')} ${newVersion}.`)
    .join('\n')

export default { getReleaseLine, getDependencyReleaseLine }
