import type { Handlers } from '../../register.ts'
import type { Services } from '../../services.ts'

type Channels = Exclude<Extract<keyof Handlers, `queues:${string}` | `requests:${string}`>, 'queues:history'>

/**
 * Handles job queues: listing and adding them, watching their depths, and the requests that this
 * costs.
 */
export function queueHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'queues:list': async () => (await ready()).poller.snapshot(),
    'requests:list': async () => (await ready()).requestMeter.snapshot(),
    'queues:describe': async (config) => {
      const session = (await ready()).connections.requireActive()
      return [...(await session.makeQueue(config).describe({}))]
    },
    'queues:find-elsewhere': async (config) => ({
      region: await (await ready()).connections.requireActive().findQueues(config),
    }),
    'queues:add': async ({ config, create }) => {
      const { connections } = await ready()
      const session = connections.requireActive()
      if (create) {
        // Loads the AWS SDK, which must not be loaded before the window is shown.
        const { createMissing } = await import('../../../connections/create-missing.ts')
        await createMissing(session, config)
      }
      await connections.addQueue(session, config)
      return null
    },
    'queues:forget': async ({ name }) => {
      await (await ready()).connections.forgetQueue(name)
      return null
    },
    'queues:watch': async ({ name }) => {
      const { poller, results } = await ready()
      poller.watch(name)
      results.watch(name)
      return null
    },
    'queues:refresh': async ({ name }) => {
      const { poller, results } = await ready()
      await Promise.all([poller.refresh(name), results.search(name)])
      return null
    },
  }
}
