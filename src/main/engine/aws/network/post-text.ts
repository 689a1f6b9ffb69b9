import { plainRequest, type PlainRequestOptions } from './plain-request.ts'

/** A response that was read completely. */
export type TextResponse = { readonly status: number; readonly text: string }

/** In characters. */
const longestResponse = 262_144

/** Posts a text without the SDK. Rejects with the errors of {@link plainRequest}, and if the response is too long. */
export function postText(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  options: PlainRequestOptions,
): Promise<TextResponse> {
  const sent = { ...headers, 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const request = plainRequest(url, 'POST', sent, options, {
      response: (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
          if (text.length > longestResponse) response.destroy(new Error('The response is too long.'))
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
      error: reject,
    })
    request.end(body)
  })
}
