// Docker's health check inside an image: exit 0 while the process in it is ready.
const port = process.env.ADMIN_PORT || 8081
const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2500) }).catch(
  () => undefined,
)
process.exitCode = response?.ok ? 0 : 1
