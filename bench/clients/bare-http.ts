import { Agent, request, type IncomingMessage, type RequestOptions } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Plain `node:http` requests: no signature, no checksum, no retry, and the response is not parsed. */
export class BareHttp {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 128 })

  /** Sends a body and reads the response to its end. */
  async send(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array | Readable,
  ): Promise<void> {
    const response = await this.#exchange(url, { method, headers: { ...headers } }, body)
    await drain(response)
  }

  /** Sends a GET. Resolves when the response headers have arrived. */
  get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
    return this.#exchange(url, { method: 'GET', headers: { ...headers } }, new Uint8Array())
  }

  close(): Promise<void> {
    this.#agent.destroy()
    return Promise.resolve()
  }

  #exchange(url: string, options: RequestOptions, body: Uint8Array | Readable): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sent = request(url, { ...options, agent: this.#agent }, (response) => {
        if ((response.statusCode ?? 500) < 300) resolve(response)
        else reject(new Error(`${options.method} ${url} returned ${response.statusCode}.`))
      })
      sent.on('error', reject)
      if (body instanceof Uint8Array) sent.end(body)
      else pipeline(body, sent).catch(reject)
    })
  }
}

function drain(response: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    response.once('end', resolve)
    response.once('error', reject)
    response.resume()
  })
}
