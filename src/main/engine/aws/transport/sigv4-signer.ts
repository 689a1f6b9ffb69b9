import { hash } from 'node:crypto'

/** What is signed: header names in lower case and sorted, the path encoded and without a query. */
export type Signable = {
  readonly method: string
  readonly path: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** As in `x-amz-content-sha256`. */
  readonly payloadHash: string
  readonly service: string
  readonly region: string
  /** `YYYYMMDDTHHMMSSZ`, as in `x-amz-date`. */
  readonly time: string
}

/** The SHA-256 in hex. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data)
}

/** Signs requests by AWS Signature Version 4, with a key that is derived once a day. */
export class LeanSigner {
  #derived = { from: '', hmac: (text: string): Buffer => Buffer.from(text) }

  /** The `authorization` header. */
  sign(request: Signable, keys: { readonly accessKeyId: string; readonly secretAccessKey: string }): string {
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

/** HMAC-SHA-256 with one key. Two plain hashes cost half of what `createHmac` does. */
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
