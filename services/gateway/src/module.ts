import { defineModule } from '@mymacrotracker/runtime'
import { settings } from './config.ts'
import { createRoutes } from './routes.ts'
import { createApp } from './server/create-app.ts'
import { listen } from './server/listen.ts'

export const gateway = defineModule({
  name: 'gateway',
  settings,
  async start({ config, clients, clock, verifier, logger, metrics, tracing }) {
    const routes = createRoutes({ clients, clock })
    const app = createApp({ routes, config, verifier, logger, metrics, tracing })
    return { listen: () => listen(app, config.PORT) }
  },
})
