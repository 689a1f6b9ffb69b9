import { EngineError } from '../../engine/errors/engine-error.ts'
import type { Session } from './session.ts'
import type { SettingsStore } from '../stores/settings-store.ts'

/** Creates Local's first job queues, but only once, so that deleted ones stay deleted. */
export async function createFirstQueues(session: Session, settings: SettingsStore): Promise<void> {
  for (const name of settings.value.queuesToMake) {
    await session.queue(name)?.ensure({})
    await settings.change({ queuesToMake: settings.value.queuesToMake.filter((other) => other !== name) })
  }
}

/** Returns the error for a job queue that the connection does not list. */
export function noQueue(name: string): EngineError {
  return new EngineError('QUEUE_NOT_FOUND', `The job queue ${name} is not set up on this connection.`, {
    hint: 'Add it with “Add queue”.',
    retryable: false,
  })
}
