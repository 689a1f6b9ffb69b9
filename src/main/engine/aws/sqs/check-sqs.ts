import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { EngineError } from '../../errors/engine-error.ts'
import type { SendOptions } from '../transport/aws-call.ts'
import type { EngineClients } from '../transport/clients.ts'
import { type Answer, inspectAnswer } from '../transport/inspect-answer.ts'

/**
 * Sends one cheap request to SQS. @throws EngineError `NOT_SQS` if the answer shows that the server is something
 * else, or knows only the older protocol; and the errors of the SDK.
 */
export async function checkSqs({ sqs }: Pick<EngineClients, 'sqs'>, options: SendOptions): Promise<void> {
  const command = new ListQueuesCommand({ MaxResults: 1 })
  inspectAnswer(command, problemOf)
  await sqs.send(command, options)
}

/** What an answer shows that SQS does not send; `null` for SQS. */
function problemOf({ statusCode, headers, text }: Answer): EngineError | null {
  if (isSqsJson(text, statusCode, headers['content-type'] ?? '')) return null
  // An error without a body still says who sent it.
  if (text === '' && statusCode >= 400 && headers['x-amzn-requestid'] !== undefined) return null
  if (/queue\.amazonaws\.com|<ErrorResponse\b/.test(text)) {
    return new EngineError('NOT_SQS', 'The SQS server knows only the older query protocol of SQS.', {
      hint: 'Remotejob uses the JSON protocol. Update the server, or choose one that has it.',
    })
  }
  if (/<Error>|<ListAllMyBucketsResult/.test(text)) {
    return new EngineError('NOT_SQS', 'The server at the SQS address is an S3 server.', {
      hint: 'Enter the address of SQS in the settings of the connection. It often has another host or port.',
    })
  }
  return new EngineError(
    'NOT_SQS',
    `The server at the SQS address does not answer like SQS (HTTP ${statusCode}).`,
  )
}

function isSqsJson(text: string, statusCode: number, contentType: string): boolean {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return false
    if (statusCode >= 400) return ['__type', 'code', 'Code'].some((name) => name in answer)
    if (statusCode !== 200) return false
    // Some servers add fields of their own.
    const isMarked = contentType.includes('x-amz-json') || 'QueueUrls' in answer
    return isMarked || Object.keys(answer).every((name) => name === 'NextToken')
  } catch {
    return false
  }
}
