import process from 'node:process'

export default {
  api: {
    input: { target: process.env.DOCUMENT },
    output: {
      target: process.env.CLIENT,
      client: 'fetch',
      mode: 'single',
      baseUrl: { runtime: "(globalThis as { baseUrl?: string }).baseUrl ?? ''" },
    },
  },
}
