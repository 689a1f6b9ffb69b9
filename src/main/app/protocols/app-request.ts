import { Readable } from 'node:stream'

/**
 * A request to a host of the app's scheme. Node's `Request` and `Response` would load its fetch
 * implementation, which * takes main 55 ms before the window is shown.
 */
export interface AppRequest {
  readonly method: string
  readonly url: string
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>
  /** The fields of a form. Empty for other requests. */
  readonly body: string
}

/** The response to an {@link AppRequest}. */
export interface AppResponse {
  /** 200 if missing. */
  readonly status?: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | Readable
}

/** Responds to the requests to one host, or to all. */
export type Responder = (request: AppRequest) => AppResponse | Promise<AppResponse>

/** The parts of Electron's request that are used. */
interface ElectronRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly uploadData?: readonly { readonly bytes?: Buffer }[]
}

/** What Electron sends to the page: a response, or an error of Chromium. */
type ElectronResponse =
  | {
      readonly statusCode: number
      readonly headers: Record<string, string>
      readonly data: Readable
    }
  | { readonly error: number }

/** Chromium's net::ERR_FAILED. */
const failed = -2

/** Lets a responder respond to a request of Electron. */
export async function respondTo(request: ElectronRequest, respond: Responder): Promise<ElectronResponse> {
  try {
    const { method, url, headers, uploadData = [] } = request
    const response = await respond({
      method,
      url,
      headers: new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      body: Buffer.concat(uploadData.map(({ bytes }) => bytes ?? Buffer.alloc(0))).toString('utf8'),
    })
    return {
      statusCode: response.status ?? 200,
      headers: { ...response.headers },
      data: streamOf(response.body),
    }
  } catch {
    return { error: failed }
  }
}

function streamOf(body: AppResponse['body']): Readable {
  if (body instanceof Readable) return body
  // An empty chunk would end the stream before its end is reported.
  return Readable.from(body.length === 0 ? [] : [body], { objectMode: false })
}
