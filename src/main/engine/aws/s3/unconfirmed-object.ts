import { EngineError } from '../../errors/engine-error.ts'

/**
 * Returns the error for a 2xx response that does not describe the object. S3 sends spaces while it puts an object
 * together, and a proxy may end such a response early.
 */
export function unconfirmedObject(what: string): EngineError {
  return new EngineError('SERVICE', `${what} failed: the response ended before it confirmed the object.`, {
    hint: 'Try again. If this keeps happening, check the server and any proxy in front of it.',
    // A retryable `SERVICE` error would count as an outage, but only this object is affected.
    retryable: false,
    cause: { $metadata: { httpStatusCode: 200 } },
  })
}
