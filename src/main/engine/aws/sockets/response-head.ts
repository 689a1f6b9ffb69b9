/** The status line and headers of a response. Header names are in lower case. */
export type ResponseHead = {
  readonly status: number
  readonly reason: string
  readonly headers: Readonly<Record<string, string>>
}

/** The end of the head of a request or response. */
export const endOfHead = Buffer.from('\r\n\r\n')

/** The maximum length of a head, in bytes. */
export const maxHeadBytes = 65_536

/**
 * Matches a carriage return, line feed or NUL within a line. A value that contains one could add headers to a
 * later request.
 */
// oxlint-disable-next-line no-control-regex -- the pattern looks for control characters
const control = /[\r\n\0]/

/** Parses the head of a response, without its empty last line. Throws `EPROTO` if it is not HTTP/1.1. */
export function parseHead(text: string): ResponseHead {
  const [first = '', ...lines] = text.split('\r\n')
  if (control.test(first) || lines.some((line) => control.test(line)))
    throw socketError('EPROTO', 'The head of the response has control characters.')
  const [, status = '', reason = ''] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(first) ?? []
  if (status === '') throw socketError('EPROTO', 'The response is not HTTP/1.1.')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  return { status: Number(status), reason, headers }
}

/** Returns the length of a response's body, or `null` if the head does not state it. */
export function bodyBytes({ headers }: ResponseHead): number | null {
  const length = headers['transfer-encoding'] === undefined ? headers['content-length'] : undefined
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null
}

/** True if the server leaves the connection open after this response. */
export function keepsAlive({ headers }: ResponseHead): boolean {
  return headers['connection']?.toLowerCase() !== 'close'
}

/** Creates an error with a code, like those of sockets. */
export function socketError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
