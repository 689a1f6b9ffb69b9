import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { EngineError } from '../../errors/engine-error.ts'
import { redirectHint, redirectReason, redirectTarget } from '../../errors/redirects.ts'
import type { SendOptions } from '../transport/aws-call.ts'
import type { EngineClients } from '../transport/clients.ts'
import { type TextResponse, inspectResponse } from '../middleware/inspect-response.ts'

/**
 * Sends one cheap request to SQS.
 *
 * @throws EngineError `NOT_SQS` if the response shows that the server is something else, or supports only the
 * older protocol, and the SDK's errors.
 */
export async function checkSqs({ sqs }: Pick<EngineClients, 'sqs'>, options: SendOptions): Promise<void> {
  const command = new ListQueuesCommand({ MaxResults: 1 })
  inspectResponse(command, problemOf)
  await sqs.send(command, options)
}

/** Returns the reason why a response is not from SQS, or `null` if it is. */
function problemOf({ statusCode, headers, text }: TextResponse): EngineError | null {
  if (isSqsJson({ statusCode, headers, text })) return null
  // An error from SQS can be recognised even without a body.
  if (text === '' && statusCode >= 400 && headers['x-amzn-requestid'] !== undefined) return null
  // Some servers check permissions before the call reaches SQS, and send the same error for all of their services.
  if (statusCode === 403 && /<ErrorResponse\b[\s\S]*<Code>AccessDenied/.test(text)) return null
  if (/queue\.amazonaws\.com|<ErrorResponse\b/.test(text)) {
    return new EngineError('NOT_SQS', 'The SQS server supports only the older query protocol.', {
      hint: 'Remotejob uses the JSON protocol. Update the server, or choose one that supports it.',
    })
  }
  if (/<Error>|<ListAllMyBucketsResult/.test(text)) {
    return new EngineError('NOT_SQS', 'The server at the SQS address is an S3 server.', {
      hint: "Enter the SQS address in the connection's settings. It often has a different host or port.",
    })
  }
  const target = redirectTarget(statusCode, headers)
  if (target !== null) {
    return new EngineError('NOT_SQS', `At the SQS address, ${redirectReason(target)}.`, {
      hint: redirectHint,
    })
  }
  return new EngineError(
    'NOT_SQS',
    `The server at the SQS address does not respond like SQS (HTTP ${statusCode}).`,
  )
}

function isSqsJson({ statusCode, headers, text }: TextResponse): boolean {
  try {
    const response: unknown = JSON.parse(text)
    if (typeof response !== 'object' || response === null || Array.isArray(response)) return false
    if (statusCode >= 400) return isSqsError(response, headers)
    if (statusCode !== 200) return false
    // Some servers add their own fields.
    const isMarked = isAmazonJson(headers) || 'QueueUrls' in response
    return isMarked || Object.keys(response).every((name) => name === 'NextToken')
  } catch {
    return false
  }
}

/** SQS puts the error name in `__type`. Some servers use `code`, as do many other services. */
function isSqsError(response: object, headers: TextResponse['headers']): boolean {
  const { __type: type, code, Code: name = code } = response as Readonly<Record<string, unknown>>
  const error = type ?? name
  if (typeof error !== 'string') return false
  // Every SQS server supports this request. Other AWS services and their emulators do not.
  if (/(?:Unknown|Unrecognized|Invalid)(?:Operation|Action|Method|Target)|ActionNotFound/i.test(error))
    return false
  if (/^com\.amazonaws\.(?!sqs\b)/.test(error)) return false
  if (type !== undefined) return true
  return (
    isAmazonJson(headers) ||
    headers['x-amzn-requestid'] !== undefined ||
    /AccessDenied|AccessKey|Signature|Token|Throttl|Queue/.test(error)
  )
}

function isAmazonJson(headers: TextResponse['headers']): boolean {
  return (headers['content-type'] ?? '').includes('x-amz-json')
}
