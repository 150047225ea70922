// Which tests `npm test -- --changed` runs: those of the features that differ from main, and of what imports them.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { git } from '../release/services.ts'
import { changedPaths } from '../release/touched.ts'

/** What a change of any service may break: who calls whom, walls between people, a whole day over the API. */
const HOUSE = ['services/all/test/house/', 'services/all/test/contract/in-process']
const DOCUMENT = ['services/gateway/test/openapi/', 'services/gateway/test/server/document']
const TESTED = /^(packages|services|tools)\/[^/]+\/test\/.+\.test\.ts$/

/** Beginnings of test paths, as jest takes them; `undefined`: so much has changed that all of them count. */
export function testsOfChange(root: string, base = 'main'): string[] | undefined {
  const paths = changedPaths(root, git(root, 'merge-base', base, 'HEAD').trim())
  const tests = new Set<string>()
  for (const path of paths) {
    const found = testsOf(root, path)
    if (!found) return undefined
    for (const each of found) tests.add(each)
  }
  return [...tests].toSorted()
}

/** Beginnings of the paths of tests that may fail by a change of one file; `undefined`: all of them. */
export function testsOf(root: string, path: string): string[] | undefined {
  if (/^(jest\.config\.mjs|pnpm-lock\.yaml|tools\/check\/shared|packages\/tsconfig\/)/.test(path))
    return undefined
  if (TESTED.test(path)) return existsSync(join(root, path)) ? [path] : []
  const [, kind, name, part, feature] =
    /^(packages|services|tools)\/([^/]+)\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? []
  // What follows from the contracts fails in the tests of those who use the part that differs, and they differ too.
  if (name === 'contracts') return [...HOUSE, 'packages/contracts/test/', 'services/all/test/compatibility/']
  if (kind === 'tools') return [`tools/${name}/test/`]
  if (kind === 'packages') return testsOfPackage(root, name!)
  if (kind === 'services' && part === 'test' && feature)
    return [`services/${name}/test/${feature.includes('.') ? '' : `${feature}/`}`]
  if (kind === 'services' && part === 'prisma') return [...HOUSE, ...besideFeatures(root, name!)]
  if (kind === 'services' && part === 'src' && feature) {
    // Lists of parts are tried by every test of the parts, and those differ too.
    const isList = feature.endsWith('.ts') || feature === 'store'
    const own = isList ? [] : [`services/${name}/test/${feature}/`]
    return [...HOUSE, ...own, ...besideFeatures(root, name!), ...(name === 'gateway' ? DOCUMENT : [])]
  }
  const [, service, contract] =
    /^proto\/mymacrotracker\/([^/]+)\/v1\/(\w+?)(?:_service)?\.proto$/.exec(path) ?? []
  if (!service || !contract) return []
  const own = `services/${service}/test/${contract.replaceAll('_', '-')}/`
  return [...HOUSE, 'services/all/test/compatibility/', ...(existsSync(join(root, own)) ? [own] : [])]
}

/** Tests of the service as a whole, such as its walls between people. */
const besideFeatures = (root: string, service: string) =>
  readdirSync(join(root, 'services', service, 'test'))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `services/${service}/test/${file}`)

/** Its own tests, and those of every service and package that imports it itself. */
function testsOfPackage(root: string, name: string): string[] {
  const users = ['packages', 'services'].flatMap((kind) =>
    readdirSync(join(root, kind))
      .map((folder) => `${kind}/${folder}`)
      .filter((folder) => {
        const manifest = join(root, folder, 'package.json')
        return (
          existsSync(manifest) &&
          readFileSync(manifest, 'utf8').includes(`"@mymacrotracker/${name}": "workspace`)
        )
      }),
  )
  return [`packages/${name}/test/`, ...users.map((folder) => `${folder}/test/`)]
}
