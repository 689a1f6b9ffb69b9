import { hash } from 'node:crypto'

/** A request to sign. Header names are in lower case and sorted. The path is encoded and has no query. */
export type SignableRequest = {
  readonly method: string
  readonly path: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The value of `x-amz-content-sha256`. */
  readonly payloadHash: string
  readonly service: string
  readonly region: string
  /** The value of `x-amz-date`: `YYYYMMDDTHHMMSSZ`. */
  readonly time: string
}

/** Returns the SHA-256 in hex. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data)
}

/** Signs requests with AWS Signature Version 4. Derives the signing key once a day. */
export class Sigv4Signer {
  #derived = { from: '', hmac: (text: string): Buffer => Buffer.from(text) }

  /** Returns the `authorization` header. */
  sign(
    request: SignableRequest,
    keys: { readonly accessKeyId: string; readonly secretAccessKey: string },
  ): string {
    const { method, path, headers, payloadHash, time } = request
    const scope = `${time.slice(0, 8)}/${request.region}/${request.service}/aws4_request`
    const from = `${scope} ${keys.secretAccessKey}`
    if (from !== this.#derived.from) {
      let hmac = hmacOf(Buffer.from(`AWS4${keys.secretAccessKey}`))
      for (const part of scope.split('/')) hmac = hmacOf(hmac(part))
      this.#derived = { from, hmac }
    }
    const names = headers.map(([name]) => name).join(';')
    const lines = headers.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}\n`).join('')
    const canonical = `${method}\n${path}\n\n${lines}\n${names}\n${payloadHash}`
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`
    const signature = this.#derived.hmac(text).toString('hex')
    return `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  }
}

/** HMAC-SHA-256 with a fixed key. Two plain hashes take half the time of `createHmac`. */
function hmacOf(key: Buffer): (text: string) => Buffer {
  const block = Buffer.alloc(64)
  block.set(key.byteLength > 64 ? hash('sha256', key, 'buffer') : key)
  const inner = block.map((byte) => byte ^ 0x36)
  const outer = block.map((byte) => byte ^ 0x5c)
  return (text) => {
    const first = hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer')
    return hash('sha256', Buffer.concat([outer, first]), 'buffer')
  }
}
