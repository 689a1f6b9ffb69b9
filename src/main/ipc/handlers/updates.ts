import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `updates:${string}`>

/** Handles newer versions of the app. */
export function updateHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'updates:get': async () => (await ready()).updates.snapshot(),
    'updates:check': async () => {
      void (await ready()).updates.check()
      return null
    },
    'updates:download': async () => {
      void (await ready()).updates.download()
      return null
    },
    'updates:cancel-download': async () => {
      ;(await ready()).updates.cancelDownload()
      return null
    },
    'updates:show-download': async () => {
      const { updates, desktop } = await ready()
      if (updates.savedPath !== null) desktop.showInFolder(updates.savedPath)
      return null
    },
  }
}
