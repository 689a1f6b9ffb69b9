import type { Readable } from 'node:stream'
import type { EngineError } from '../../errors/engine-error.ts'

/** A response before the SDK parses it. */
export type Answer = {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  /** The body, without white space around it. */
  readonly text: string
}

type Command = { readonly middlewareStack: { add: (middleware: never, options: never) => void } }
type RawAnswer = Omit<Answer, 'text'> & { body: unknown }
type Next = (args: unknown) => Promise<{ readonly response: RawAnswer }>

const maxAnswerBytes = 262_144

/** Lets `problemOf` look at the response to a command first. The error that it returns replaces the response. */
export function inspectAnswer(command: Command, problemOf: (answer: Answer) => EngineError | null): void {
  const middleware = (next: Next): Next => {
    return async (args) => {
      const result = await next(args)
      const { response } = result
      const body = await readBody(response.body as Readable)
      response.body = body
      const { statusCode, headers } = response
      // A server that has too much to do, or a proxy in front of it, says nothing about what it is.
      const isBusy = statusCode >= 500 || statusCode === 429
      const problem = isBusy ? null : problemOf({ statusCode, headers, text: body.toString('utf8').trim() })
      if (problem !== null) throw problem
      return result
    }
  }
  const options = { step: 'deserialize', priority: 'low', name: 'inspectAnswer' }
  command.middlewareStack.add(middleware as never, options as never)
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
