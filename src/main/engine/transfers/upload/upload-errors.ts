import { EngineError } from '../../errors/engine-error.ts'

/** The error for an upload that was stopped while its message was being sent. */
export function cancelledWhileSending(cause: EngineError): EngineError {
  return new EngineError('CANCELLED', 'It was cancelled while its message was being sent.', {
    hint: 'It may already be in the queue. Trying again sends the message again; cancelling removes the object.',
    retryable: true,
    cause,
  })
}

/** The error for an upload whose message the server has accepted without confirming it. */
export function unconfirmedSend(cause: EngineError): EngineError {
  return new EngineError('UNCONFIRMED', cause.message, {
    hint: 'The job may already be in the queue. Send it again, or mark it as sent.',
    cause,
  })
}

/** The error for an upload whose connection has no job queue yet. */
export function notConnected(): EngineError {
  return new EngineError('NOT_CONNECTED', "This upload's connection is not ready.", {
    hint: 'Connect first, then try again.',
    retryable: true,
  })
}
