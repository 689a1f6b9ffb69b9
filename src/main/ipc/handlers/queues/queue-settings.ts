import { addDeadLetters, changeSettings } from '../../../engine/queue-settings/change-settings.ts'
import { readSettings } from '../../../engine/queue-settings/read-settings.ts'
import type { Handlers } from '../../register.ts'
import type { Services } from '../../services.ts'
import { checkTypedName } from '../../protection/typed-name.ts'

type Channels = Extract<keyof Handlers, `queue-settings:${string}`>

/** Handles the settings of a job queue's SQS queues, and purging them. */
export function queueSettingsHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  const find = async ({ queue, status }: { readonly queue: string; readonly status: string }) => {
    const { connections, purges } = await ready()
    const jobQueue = connections.queue(queue)
    return { purges, target: { connectionId: connections.requireActive().connectionId, jobQueue, status } }
  }
  return {
    'queue-settings:read': async ({ queue }) => {
      const { connections } = await ready()
      return [...(await readSettings(connections.queue(queue)))]
    },
    'queue-settings:change': async ({ queue, name, change }) => {
      const { connections, poller } = await ready()
      await changeSettings(connections.queue(queue), name, change)
      poller.refreshSoon(queue)
      return null
    },
    'queue-settings:add-dead-letters': async ({ queue, statuses, maxReceives }) => {
      const { connections, poller } = await ready()
      const name = await addDeadLetters(connections.queue(queue), statuses, maxReceives)
      await poller.refresh(queue)
      return { name }
    },
    'queue-settings:plan-purge': async (ref) => {
      const { purges, target } = await find(ref)
      return purges.plan(target)
    },
    'queue-settings:purge': async ({ confirmed, ...ref }) => {
      const { purges, target } = await find(ref)
      checkTypedName(confirmed, target.jobQueue.names.queue(ref.status))
      return purges.purge(target)
    },
    'queue-settings:undo-purge': async ({ undoId }) => (await ready()).purges.undo(undoId),
  }
}
