// What jest runs a test file in. Product code and libraries are loaded by Node itself, once a worker, as a process of the
// product does; the test and its helpers keep a module registry of their own. Loading the seven services with grpc-js,
// Prisma and the rest anew for each of 138 files was half of the CPU of a run.
import { createRequire } from 'node:module'
import Runtime from 'jest-runtime'

const load = createRequire(import.meta.url)
const BUILT = /\/(packages|services)\/[^/]+\/dist\//

/** The path of a shared module; jest puts `node:` before the name of what it takes for a part of Node. */
function sharedPath(name) {
  const path = name.replace(/^node:(?=\/)/, '')
  return path.startsWith('/') && (path.includes('/node_modules/') || BUILT.test(path)) ? path : undefined
}

// jest asks for a default export.
export default class SharedModules extends Runtime {
  constructor(...given) {
    super(...given)
    const [, environment] = given
    // A date of the test has to be a Date to the product as well.
    Object.assign(environment.global, { Date, Error, Map, RangeError, Set, TypeError })
    const { resolution, coreModule } = this.esmLoader
    // To the loader of ES modules, what is shared is part of Node: required outside of the test's context.
    this.esmLoader.resolution = Object.assign(Object.create(resolution), {
      isCoreModule: (name) => sharedPath(name) !== undefined || resolution.isCoreModule(name),
    })
    this.esmLoader.coreModule = {
      require(name) {
        const path = sharedPath(name)
        return path === undefined ? coreModule.require(name) : load(path)
      },
    }
  }
}
