import type { z } from 'zod'
import type { LeanClient } from '../transport/fast-client.ts'

/**
 * Makes one call of SQS's JSON protocol by the lean path; `waitMs`: how long the server may let it wait. `null`
 * where it did not plainly succeed: then the SDK makes it. Never rejects.
 */
export async function leanQueueCall<T>(
  client: LeanClient,
  action: string,
  input: object,
  answerSchema: z.ZodType<T>,
  { signal, waitMs = 0 }: { readonly signal?: AbortSignal | undefined; readonly waitMs?: number },
): Promise<T | null> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` }
  const body = Buffer.from(JSON.stringify(input))
  const request = { method: 'POST', bucket: null, path: '/', headers, body, unsigned: false, waitMs } as const
  const answer = await client.send(request, signal)
  const parsed = answer && answerSchema.safeParse(parseJson(answer.body.toString()))
  return parsed?.success ? parsed.data : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
