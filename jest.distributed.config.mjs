import base from './jest.config.mjs'

export default { ...base, testMatch: ['**/test/**/*.distributed.ts'], maxWorkers: 1, testTimeout: 60_000 }
