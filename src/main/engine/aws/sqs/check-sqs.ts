import type { Readable } from 'node:stream'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { EngineError } from '../../errors/engine-error.ts'
import type { SendOptions } from '../transport/aws-call.ts'
import type { EngineClients } from '../transport/clients.ts'

type Answer = {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  body: unknown
}

const maxAnswerBytes = 262_144

/**
 * Sends one cheap request to SQS. @throws EngineError `NOT_SQS` if the answer shows that the server is something else, or
 * knows only the older protocol; and the errors of the SDK.
 */
export async function checkSqs({ sqs }: Pick<EngineClients, 'sqs'>, options: SendOptions): Promise<void> {
  const command = new ListQueuesCommand({ MaxResults: 1 })
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const answer = result.response as Answer
      const body = await readBody(answer.body as Readable)
      answer.body = body
      const problem = problemOf(answer, body.toString('utf8').trim())
      if (problem !== null) throw problem
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'checkAnswer' },
  )
  await sqs.send(command, options)
}

async function readBody(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes > maxAnswerBytes) break
  }
  return Buffer.concat(chunks)
}

/** What an answer shows that SQS does not send; `null` for SQS, and for a server that has too much to do. */
function problemOf({ statusCode, headers }: Answer, text: string): EngineError | null {
  if (statusCode >= 500 || statusCode === 429) return null
  if (isSqsJson(text, statusCode)) return null
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

function isSqsJson(text: string, statusCode: number): boolean {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return false
    if (statusCode >= 400) return ['__type', 'code', 'Code'].some((name) => name in answer)
    const urls = (answer as { readonly QueueUrls?: unknown }).QueueUrls
    const names = Object.keys(answer)
    return (
      Array.isArray(urls) ||
      (statusCode === 200 && names.every((name) => /^(?:QueueUrls|NextToken)$/.test(name)))
    )
  } catch {
    return false
  }
}
