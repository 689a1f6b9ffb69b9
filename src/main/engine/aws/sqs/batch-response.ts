import { z } from 'zod'
import { UnreadableResponseError } from '../middleware/read-response.ts'

const text = z.string().nullish().catch(null)
const id = z.union([z.string(), z.number()]).transform(String)
/** Servers that translate their XML to JSON write a string. */
const flag = z.union([z.boolean(), z.stringbool()]).nullish().catch(null)

/** Returns a list schema that skips malformed entries. */
function listOf<T extends z.ZodType>(entry: T) {
  return z
    .array(entry.nullable().catch(null))
    .nullish()
    .transform((entries) => (entries ?? []).filter((one) => one !== null))
}

/** The response to a batch. Missing fields count as empty. */
export const batchResponse = z.object({
  Successful: listOf(z.object({ Id: id, MessageId: text, MD5OfMessageBody: text })),
  Failed: listOf(z.object({ Id: id, Code: text, Message: text, SenderFault: flag })),
})
export type BatchResponse = z.infer<typeof batchResponse>

/** Parses the SDK's response to a batch. @throws UnreadableResponseError */
export function parseBatchResponse(response: unknown): BatchResponse {
  const { data } = batchResponse.safeParse(response)
  if (data === undefined) throw new UnreadableResponseError()
  return data
}
