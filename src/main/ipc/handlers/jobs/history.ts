import type { Handlers } from '../../register.ts'
import type { Services } from '../../services.ts'

type Channels = Extract<keyof Handlers, `history:${string}`>

/** Handles the history: its size, and how long it is kept. */
export function historyHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'history:status': async () => (await ready()).history.status(),
    'history:retain': async (retention) => {
      const { settings, history } = await ready()
      await settings.change({ retention })
      await history.retain(retention)
      return null
    },
    'history:show-hidden-file': async () => {
      const { desktop, history } = await ready()
      if (history.hiddenPath !== null) desktop.showInFolder(history.hiddenPath)
      return null
    },
    'history:dismiss-hidden-file': async () => {
      const { history } = await ready()
      history.dismissHiddenFile()
      return null
    },
  }
}
