import type { DeadLetterTarget } from '../../engine/dead-letters/dead-letters.ts'
import { checkTypedName } from '../typed-name.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

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
    return { deadLetters, place: { connectionId, jobQueue, name } satisfies DeadLetterTarget }
  }
  return {
    'dead-letters:list': async () => (await ready()).deadLetters.snapshot(),
    'dead-letters:describe': async ({ queue }) => {
      const { deadLetters, place } = await find({ queue, name: '' })
      return [...(await deadLetters.describe(place.connectionId, place.jobQueue))]
    },
    'dead-letters:receive': async ({ max, ...ref }) => {
      const { deadLetters, place } = await find(ref)
      return { received: await deadLetters.receive(place, max) }
    },
    'dead-letters:keep': async ({ ids, ...ref }) => {
      const { deadLetters, place } = await find(ref)
      return deadLetters.keep(place, ids)
    },
    'dead-letters:put-back': async ({ ids, ...ref }) => {
      const { deadLetters, place } = await find(ref)
      return deadLetters.putBack(place, ids)
    },
    'dead-letters:submit-again': async ({ letters, ...ref }) => {
      const { deadLetters, place } = await find(ref)
      return deadLetters.submitAgain(place, letters)
    },
    'dead-letters:submit-all': async (ref) => {
      const { deadLetters, place } = await find(ref)
      await deadLetters.submitAll(place)
      return null
    },
    'dead-letters:cancel': async (ref) => {
      const { deadLetters, place } = await find(ref)
      await deadLetters.cancel(place)
      return null
    },
    'dead-letters:remove': async ({ ids, confirmed, ...ref }) => {
      checkTypedName(confirmed, ref.name)
      const { deadLetters, place } = await find(ref)
      return deadLetters.remove(place, ids)
    },
    'dead-letters:remove-all': async ({ confirmed, ...ref }) => {
      checkTypedName(confirmed, ref.name)
      const { deadLetters, place } = await find(ref)
      await deadLetters.removeAll(place)
      return null
    },
  }
}
