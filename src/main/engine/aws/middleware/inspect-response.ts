import type { Readable } from 'node:stream'
import type { EngineError } from '../../errors/engine-error.ts'

/** A response before the SDK parses it. */
export type TextResponse = {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  /** The body, trimmed. */
  readonly text: string
}

type Command = { readonly middlewareStack: { add: (middleware: never, options: never) => void } }
type RawResponse = Omit<TextResponse, 'text'> & { body: unknown }
type Next = (args: unknown) => Promise<{ readonly response: RawResponse }>

const maxResponseBytes = 262_144

/** Inspects the response to a command with `problemOf`. The error that it returns replaces the response. */
export function inspectResponse(
  command: Command,
  problemOf: (response: TextResponse) => EngineError | null,
): void {
  const middleware = (next: Next): Next => {
    return async (args) => {
      const result = await next(args)
      const { response } = result
      const body = await readBody(response.body as Readable)
      response.body = body
      const { statusCode, headers } = response
      const read = { statusCode, headers, text: body.toString('utf8').trim() }
      const problem = isBusy(read) ? null : problemOf(read)
      if (problem !== null) throw problem
      return result
    }
  }
  const options = { step: 'deserialize', priority: 'low', name: 'inspectResponse' }
  command.middlewareStack.add(middleware as never, options as never)
}

/**
 * True if the server is overloaded, or a proxy in front of it is. Such a response does not show what the
 * server supports, unlike HTTP 501 and errors in the server's own format.
 */
function isBusy({ statusCode, text }: TextResponse): boolean {
  if (statusCode === 429) return true
  return (
    statusCode >= 500 && statusCode !== 501 && !(statusCode === 500 && /<Error(?:Response)?\b/.test(text))
  )
}

async function readBody(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes > maxResponseBytes) break
  }
  return Buffer.concat(chunks)
}
