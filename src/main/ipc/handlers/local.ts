import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `local:${string}`>

/** Handles the Local server: its state, restarting it, and the environment for a worker. */
export function localHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'local:get': async () => (await ready()).local.snapshot(),
    'local:restart': async () => {
      await (await ready()).local.restart()
      return null
    },
    'local:use-another-port': async () => {
      await (await ready()).local.useAnotherPort()
      return null
    },
    'local:copy-environment': async ({ snippet }) => {
      const { local, desktop } = await ready()
      await desktop.writeText(local.snippet(snippet))
      return null
    },
    'local:show-data-folder': async () => {
      const { local, desktop } = await ready()
      await desktop.openFolder(local.dataFolder)
      return null
    },
  }
}
