import { Agent, request, type IncomingMessage, type RequestOptions } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Calls of `node:http` without a signature, a checksum, a retry or a parsed answer. */
export class BareHttp {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 128 })

  /** Sends a body and reads the answer to its end. */
  async send(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array | Readable,
  ): Promise<void> {
    const answer = await this.#exchange(url, { method, headers: { ...headers } }, body)
    await drain(answer)
  }

  /** Starts a GET. */
  get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
    return this.#exchange(url, { method: 'GET', headers: { ...headers } }, new Uint8Array())
  }

  close(): Promise<void> {
    this.#agent.destroy()
    return Promise.resolve()
  }

  #exchange(url: string, options: RequestOptions, body: Uint8Array | Readable): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const asked = request(url, { ...options, agent: this.#agent }, (answer) => {
        if ((answer.statusCode ?? 500) < 300) resolve(answer)
        else reject(new Error(`${options.method} ${url} was answered with ${answer.statusCode}.`))
      })
      asked.on('error', reject)
      if (body instanceof Uint8Array) asked.end(body)
      else pipeline(body, asked).catch(reject)
    })
  }
}

function drain(answer: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    answer.once('end', resolve)
    answer.once('error', reject)
    answer.resume()
  })
}
