import type { z } from 'zod'

/** One wrong setting: its variable and what is wrong with it. */
export interface ConfigFault {
  variable: string
  message: string
}

/** All invalid settings of a process at once. */
export class ConfigError extends Error {
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    super(
      ['The settings are wrong:', ...faults.map(({ variable, message }) => `  ${variable}: ${message}`)].join(
        '\n',
      ),
    )
    this.name = 'ConfigError'
    this.faults = faults
  }
}

/**
 * Reads settings from an environment by a schema whose keys are the variables' names.
 * An empty variable counts as not set. Throws ConfigError with every fault.
 */
export function readConfig<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  env: Record<string, string | undefined>,
): z.output<z.ZodObject<S>> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, env[name] === '' ? undefined : env[name]]),
  )
  const result = schema.safeParse(given)
  if (result.success) return result.data
  throw new ConfigError(
    result.error.issues.map((issue) => ({
      variable: issue.path.join('.') || '(all)',
      message: issue.message,
    })),
  )
}
