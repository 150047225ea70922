export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/services', '<rootDir>/tools'],
  testMatch: ['**/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  runtime: '<rootDir>/tools/check/shared-modules.mjs',
  globalSetup: '<rootDir>/services/all/test/global-setup.mjs',
  globalTeardown: '<rootDir>/services/all/test/global-teardown.mjs',
  // What ends with a test file must not take along what its worker's other files share.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  // One more than the cores of a small machine: a third of the time tests wait for what is frozen, killed or late.
  maxWorkers: 3,
  workerIdleMemoryLimit: '1GB',
  testTimeout: 120_000,
}
