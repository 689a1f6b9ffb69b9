import { EngineError } from '../errors/engine-error.ts'

/** Returns the error for an action on a job's results when it has none. */
export function noResults(): EngineError {
  return new EngineError('OBJECT_NOT_FOUND', 'This job has no results yet.', {
    hint: 'They appear here once a worker has stored them.',
    retryable: false,
  })
}

/** Returns the error for showing a job's results when none has been saved. */
export function nothingSaved(): EngineError {
  return new EngineError('FILE_NOT_FOUND', 'None of its results has been saved yet.', {
    hint: 'Save them first.',
    retryable: false,
  })
}

/** Returns the error for showing a job's file that is unknown or gone. */
export function noFile(): EngineError {
  return new EngineError('FILE_NOT_FOUND', "This job's file is no longer on this computer.", {
    hint: '',
    retryable: false,
  })
}

/** Returns the error for an action that needs a job's connection. */
export function notConnected(queue: string): EngineError {
  return new EngineError('NOT_CONNECTED', `The connection for ${queue} is not ready.`, {
    hint: 'Connect first, then try again.',
    retryable: true,
  })
}

/** Returns the error for retrying a job that neither failed nor waits for the user. */
export function nothingToRetry(): EngineError {
  return new EngineError('BAD_REQUEST', 'There is nothing to retry.', {
    hint: 'Submit it again to send it as a new job.',
    retryable: false,
  })
}

/** Returns the error for retrying many jobs when one of them may have been sent already. */
export function mayBeSent(): EngineError {
  return new EngineError('UNCONFIRMED', 'Its message may already be in the queue.', {
    hint: 'Look at this job and decide whether to send it again.',
    retryable: false,
  })
}

/** Returns the error for taking back a job whose message is in its queue. */
export function alreadySent(): EngineError {
  return new EngineError('BAD_REQUEST', 'Its message has already been sent.', {
    hint: 'SQS cannot take back individual messages.',
    retryable: false,
  })
}

/** Returns the error for removing an unfinished job from the list. */
export function notFinished(): EngineError {
  return new EngineError('BAD_REQUEST', 'This job has not finished yet.', {
    hint: 'Only finished jobs can be removed.',
    retryable: false,
  })
}
