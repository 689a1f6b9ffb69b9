import type { QueueConfig } from '../../shared/queues/queues.ts'
import { createResources } from '../engine/creation/create-resources.ts'
import { siblingSettings } from '../engine/creation/sibling-settings.ts'
import { EngineError } from '../engine/errors/engine-error.ts'
import type { Session } from './connecting/session.ts'
import { defaultCreation, planFor } from './creation.ts'

/**
 * Creates the buckets and queues that a job queue lacks. New queues get the settings of the existing ones, or
 * the defaults.
 *
 * @throws EngineError `ACCESS_DENIED` if the keys may not check one of them, and the error of the first one
 * that could not be created.
 */
export async function createMissing(session: Session, config: QueueConfig): Promise<void> {
  const { access, clients } = session
  const found = await session.makeQueue(config).describe({})
  const hidden = found.find(({ state }) => state !== 'exists' && state !== 'missing')
  if (hidden !== undefined) {
    throw new EngineError('ACCESS_DENIED', `These access keys cannot use the ${hidden.kind} ${hidden.name}.`)
  }
  const existing = found.filter(({ state }) => state === 'exists').map(({ name }) => name)
  if (existing.length === found.length) return
  const dead = `${config.name}-dead`
  if (await session.hasQueue(dead)) existing.push(dead)
  const options = { ...defaultCreation(access), ...(await siblingSettings(clients, config)) }
  const { failed } = await createResources(clients, planFor({ config, options, existing }, access))
  if (failed === null) return
  const { code, message, hint, retryable } = failed.error
  throw new EngineError(code, message, { hint, retryable })
}
