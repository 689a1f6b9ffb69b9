import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { EngineError } from '../../errors/engine-error.ts'
import { redirectHint, redirectReason, redirectTarget } from '../../errors/redirects.ts'
import type { SendOptions } from '../transport/aws-call.ts'
import type { EngineClients } from '../transport/clients.ts'
import { type TextResponse, inspectResponse } from '../middleware/inspect-response.ts'

/**
 * Sends one cheap request to S3.
 *
 * @throws EngineError `NOT_S3` if the response shows that the server is something else, and the SDK's errors.
 */
export async function checkS3({ s3 }: Pick<EngineClients, 's3'>, options: SendOptions): Promise<void> {
  const command = new ListBucketsCommand({})
  inspectResponse(command, problemOf)
  await s3.send(command, options)
}

/** Returns the reason why a response is not from S3, or `null` if it is. */
function problemOf({ statusCode, headers, text }: TextResponse): EngineError | null {
  if (/<Error\b|<ListAllMyBucketsResult/.test(text)) return null
  // Some servers refuse to list buckets without giving a reason.
  if (text === '' && statusCode >= 400) return null
  const target = redirectTarget(statusCode, headers)
  if (target !== null) {
    return new EngineError('NOT_S3', `At the S3 address, ${redirectReason(target)}.`, { hint: redirectHint })
  }
  const isSqs = /"__type"|queue\.amazonaws\.com/.test(text)
  return new EngineError(
    'NOT_S3',
    isSqs
      ? 'The server at the S3 address is an SQS server.'
      : `The server at the S3 address does not respond like S3 (HTTP ${statusCode}).`,
  )
}
