import { masterKeyOf } from '@mymacrotracker/keys'
import { openCommandBus, readSettings } from '@mymacrotracker/runtime'
import { modules } from '@mymacrotracker/all/modules'

/** The bus that processes with this environment use, to look at from outside. */
export function openDrillBus(env: Record<string, string>): ReturnType<typeof openCommandBus> {
  const { process: settings } = readSettings(modules, { LOG_LEVEL: 'fatal', ...env }, { serves: false })
  return openCommandBus({
    env: settings,
    keys: masterKeyOf(...settings.MASTER_KEY!),
    ownerUrl: settings.DATABASE_URL,
  })
}
