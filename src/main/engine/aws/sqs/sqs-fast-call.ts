import type { z } from 'zod'
import type { FastClient } from '../transport/fast-client.ts'

/**
 * Makes one call of the SQS JSON protocol over the fast path. `waitMs`: how long the server may hold the call.
 * Returns `null` if it did not clearly succeed: then the SDK has to make it. Never rejects.
 */
export async function sqsFastCall<T extends object>(
  client: FastClient,
  action: string,
  input: object,
  schema: z.ZodType<T>,
  { signal, waitMs = 0 }: { readonly signal?: AbortSignal | undefined; readonly waitMs?: number },
): Promise<T | null> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` }
  const body = Buffer.from(JSON.stringify(input))
  const request = { method: 'POST', bucket: null, path: '/', headers, body, unsigned: false, waitMs } as const
  const response = await client.send(request, signal)
  const parsed = response && schema.safeParse(parseJson(response.body.toString()))
  if (!parsed?.success) return null
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
