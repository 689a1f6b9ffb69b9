import type { InFlight } from '../in-flight.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `history:${string}`>

/** The history: searching it, exporting it, and how long it is kept. */
export function historyHandlers(
  ready: () => Promise<Services>,
  inFlight: InFlight,
): Pick<Handlers, Channels> {
  return {
    'history:list': async ({ filter, cursor }) => (await ready()).history.page(filter, cursor),
    'history:status': async () => (await ready()).history.status(),
    'history:retain': async (retention) => {
      const { settings, history } = await ready()
      await settings.change({ retention })
      await history.retain(retention)
      return null
    },
    'history:export': ({ filter, format, requestId }) =>
      inFlight.run(requestId, async (signal) => {
        const { dialogs, history, saveFolder } = await ready()
        const name = format === 'csv' ? 'Remotejob history.csv' : 'Remotejob history.jsonl'
        const path = await dialogs.chooseSavePath(saveFolder(), name)
        return path === null ? null : { jobs: await history.export(path, filter, format, signal) }
      }),
    'history:show-set-aside': async () => {
      const { desktop, history } = await ready()
      if (history.setAsidePath !== null) desktop.showInFolder(history.setAsidePath)
      return null
    },
    'history:dismiss-set-aside': async () => {
      const { history } = await ready()
      history.forgetSetAside()
      return null
    },
  }
}
