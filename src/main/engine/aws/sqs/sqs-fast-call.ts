import type { z } from 'zod'
import type { FastClient } from '../transport/fast-client.ts'
import { isFromSqs, isSqsError } from '../middleware/response-shapes.ts'
import { UnreadableResponseError } from '../middleware/read-response.ts'

/** Options for a fast call. */
type FastCallOptions = {
  readonly signal?: AbortSignal | undefined
  /** How long the server may hold the call, in milliseconds. Default: 0. */
  readonly waitMs?: number
}

/**
 * Makes one call of the SQS JSON protocol over the fast path. Returns `null` if the SDK has to make it.
 *
 * @throws UnreadableResponseError if the server accepted the call, but its response cannot be read.
 */
export async function sqsFastCall<T extends object>(
  client: FastClient,
  action: string,
  input: object,
  schema: z.ZodType<T>,
  { signal, waitMs = 0 }: FastCallOptions,
): Promise<T | null> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` }
  const body = Buffer.from(JSON.stringify(input))
  const request = { method: 'POST', bucket: null, path: '/', headers, body, unsigned: false, waitMs } as const
  const response = await client.send(request, signal)
  if (response === null || (response !== 'unreadable' && isSqsError(response.body))) return null
  const isReadable = response !== 'unreadable' && isFromSqs(action, response)
  const parsed = isReadable ? schema.safeParse(parseJson(response.body.toString())) : null
  if (!parsed?.success) throw new UnreadableResponseError()
  client.countMessages(body, parsed.data)
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
