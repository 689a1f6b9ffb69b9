import { wellFormed } from '../../../../shared/texts/well-formed.ts'
import { awsErrorInfo, type AwsErrorContext } from '../../errors/aws-error-info.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { callAws, type CallOptions, type SendOptions } from '../transport/aws-call.ts'
import type { EngineClients } from '../transport/clients.ts'
import type { S3Clients } from '../transport/s3-clients.ts'

/** The part of the clients that {@link callS3} needs. */
export type RegionalClients = Pick<EngineClients, 's3Of' | 'homes'>

/**
 * Runs an S3 call with the clients for its bucket's region. If the server names another region, the call is
 * repeated there, and later calls go there directly.
 *
 * @throws the errors of `callAws`.
 */
export async function callS3<T>(
  clients: RegionalClients,
  context: AwsErrorContext & { readonly bucket: string },
  options: CallOptions,
  run: (send: SendOptions, s3: S3Clients) => Promise<T>,
): Promise<T> {
  try {
    return await callInRegion(clients, context, options, run)
  } catch (error) {
    throw deniedOwner(error, clients.homes.ownerOf(context.bucket))
  }
}

async function callInRegion<T>(
  clients: RegionalClients,
  context: AwsErrorContext & { readonly bucket: string },
  options: CallOptions,
  run: (send: SendOptions, s3: S3Clients) => Promise<T>,
): Promise<T> {
  const { bucket } = context
  checkNames(context)
  const first = clients.s3Of(bucket)
  try {
    return await callAws({ ...context, region: first.region }, options, (send) => run(send, first))
  } catch (error) {
    const region = namedRegion(error)
    if (region === null || region === first.region) throw error
    clients.homes.noteRegion(bucket, region)
    const second = clients.s3Of(bucket)
    return callAws({ ...context, region }, options, (send) => run(send, second))
  }
}

/** JSON can contain half of a character, UTF-8 cannot. No request can name such an object. */
function checkNames({ what, bucket, key = '' }: AwsErrorContext & { readonly bucket: string }): void {
  const name = wellFormed(bucket) === bucket ? 'key' : 'bucket'
  if (name === 'key' && wellFormed(key) === key) return
  throw new EngineError('BAD_REQUEST', `${what} failed: the ${name} is not valid text.`, {
    hint: `No object in S3 can have this ${name}. Ask the sender of the message for the right one.`,
    retryable: false,
  })
}

/** The server does not say whether a permission is missing or the owner differs, so the hint covers both. */
function deniedOwner(error: unknown, owner: string | null): unknown {
  if (!(error instanceof EngineError) || error.code !== 'ACCESS_DENIED' || owner === null) return error
  const also = `Or the bucket does not belong to account ${owner}. If you trust its owner, enter that account's ID in the connection's settings.`
  return new EngineError('ACCESS_DENIED', error.message, {
    hint: `${error.hint} ${also}`,
    cause: error.cause,
  })
}

/** Returns the region that the server named when it rejected a call because of the region, or `null`. */
function namedRegion(error: unknown): string | null {
  return error instanceof EngineError && error.code === 'WRONG_REGION'
    ? awsErrorInfo(error.cause).region
    : null
}
