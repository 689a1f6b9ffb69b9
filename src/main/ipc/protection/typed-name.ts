import { EngineError } from '../../engine/errors/engine-error.ts'

/**
 * @throws EngineError `NOT_CONFIRMED` unless the user has typed the name of the queue to be
 * emptied.
 */
export function checkTypedName(typed: string, name: string): void {
  if (typed !== name) throw new EngineError('NOT_CONFIRMED', `“${typed}” is not the name of the queue.`)
}
