import { plainRequest, type PlainRequestOptions } from './plain-request.ts'

/** A response that was read completely. */
export type TextResponse = { readonly status: number; readonly text: string }

/** A request with a text as its body. */
type TextRequest = {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** In characters. */
const maxResponseLength = 262_144

/** Sends a text without the SDK. Rejects with the errors of {@link plainRequest}, and if the response is too long. */
export function sendText(
  url: URL,
  { method, body, headers }: TextRequest,
  options: PlainRequestOptions,
): Promise<TextResponse> {
  const length = method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const request = plainRequest(url, method, { ...headers, ...length }, options, {
      response: (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
          if (text.length > maxResponseLength) response.destroy(new Error('The response is too long.'))
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
      error: reject,
    })
    request.end(body)
  })
}
