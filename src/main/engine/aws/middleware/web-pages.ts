import { EngineError } from '../../errors/engine-error.ts'

/** How much of a body is inspected, in bytes. */
const startBytes = 1_024

/**
 * True if a body is a web page. A proxy whose sign-in has expired, or a web server at the address, sends one
 * for every request, sometimes with status 200. Without this check, a payload would count as stored.
 */
export function isWebPage(body: Uint8Array): boolean {
  const start = Buffer.from(body.subarray(0, startBytes)).toString('latin1')
  return /^(?:\xEF\xBB\xBF)?\s*(?:<!--[^]*?-->\s*)*<(?:!doctype\s+html|html)[\s>]/i.test(start)
}

/** True if a response with an object, or about one, is a web page. S3 sends an ETag with every object. */
export function isPageForObject(headers: Readonly<Record<string, string | undefined>>): boolean {
  return (
    headers['etag'] === undefined &&
    headers['last-modified'] === undefined &&
    /\bhtml\b/i.test(headers['content-type'] ?? '')
  )
}

/** Returns the error for a web page received in place of a response from S3. */
export function pageInsteadOfS3(): EngineError {
  return new EngineError(
    'NOT_S3',
    'A web page came back instead of a response from S3, so nothing was done.',
    {
      hint: 'A proxy may want you to sign in again. Open the S3 address in a browser, then try again.',
      retryable: true,
    },
  )
}
