import type { DeadLetterTarget } from '../../../engine/dead-letters/dead-letter-target.ts'
import { checkTypedName } from '../../protection/typed-name.ts'
import type { Handlers } from '../../register.ts'
import type { Services } from '../../services.ts'

type Channels = Extract<keyof Handlers, `dead-letters:${string}`>

interface Ref {
  readonly queue: string
  readonly name: string
}

/** Handles dead-letter queues and actions on their messages. */
export function deadLetterHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  const find = async ({ queue, name }: Ref) => {
    const { connections, deadLetters } = await ready()
    const jobQueue = connections.queue(queue)
    const { connectionId } = connections.requireActive()
    return { deadLetters, target: { connectionId, jobQueue, name } satisfies DeadLetterTarget }
  }
  return {
    'dead-letters:list': async () => (await ready()).deadLetters.snapshot(),
    'dead-letters:describe': async ({ queue }) => {
      const { deadLetters, target } = await find({ queue, name: '' })
      return [...(await deadLetters.describe(target.connectionId, target.jobQueue))]
    },
    'dead-letters:receive': async ({ max, ...ref }) => {
      const { deadLetters, target } = await find(ref)
      return { received: await deadLetters.receive(target, max) }
    },
    'dead-letters:keep': async ({ ids, ...ref }) => {
      const { deadLetters, target } = await find(ref)
      return deadLetters.keep(target, ids)
    },
    'dead-letters:put-back': async ({ ids, ...ref }) => {
      const { deadLetters, target } = await find(ref)
      return deadLetters.putBack(target, ids)
    },
    'dead-letters:submit-again': async ({ deadLetters: edited, ...ref }) => {
      const { deadLetters, target } = await find(ref)
      return deadLetters.submitAgain(target, edited)
    },
    'dead-letters:submit-all': async (ref) => {
      const { deadLetters, target } = await find(ref)
      await deadLetters.submitAll(target)
      return null
    },
    'dead-letters:cancel': async (ref) => {
      const { deadLetters, target } = await find(ref)
      await deadLetters.cancel(target)
      return null
    },
    'dead-letters:remove': async ({ ids, confirmed, ...ref }) => {
      checkTypedName(confirmed, ref.name)
      const { deadLetters, target } = await find(ref)
      return deadLetters.remove(target, ids)
    },
    'dead-letters:remove-all': async ({ confirmed, ...ref }) => {
      checkTypedName(confirmed, ref.name)
      const { deadLetters, target } = await find(ref)
      await deadLetters.removeAll(target)
      return null
    },
  }
}
