import type { IncomingMessage } from 'node:http'

/**
 * Returns a header's value as its client signed it, or an empty string. Node decodes headers as Latin-1,
 * but clients sign UTF-8 bytes. A client that sends Latin-1 signs the same characters in UTF-8.
 */
export function headerText({ headers }: IncomingMessage, name: string): string {
  const value = headers[name]
  const sent = (Array.isArray(value) ? value.join(',') : (value ?? '')).trim()
  const text = Buffer.from(sent, 'latin1').toString()
  return text.includes('\u{FFFD}') ? sent : text
}
