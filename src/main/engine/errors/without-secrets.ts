import { secretPatterns } from './secret-patterns.ts'

/** Access key ids, receipt handles labelled as such, and signatures. */
const shownByServers: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /(?<=\bvalue )\S+(?= for parameter receipt ?handle)/gi,
  /(?<=\breceipt ?handle\b[^\w]{0,4}(?:is |was )?["'“[(]?)[\w+/=#-]{20,}/gi,
  // No word, id or key is as long as a receipt handle.
  /(?<![\w+/=#-])(?=[\w+/=#-]*\d)[\w+/=#-]{72,}/g,
]

/** Text that the SDK adds to a message for developers. */
const sdkAdvice = /\s*Deserialization error: .*?on this object\.?/gs

/**
 * Returns a message from a server or the SDK on one line, ready for the user: without keys, passwords,
 * receipt handles and advice for developers. `secrets` are strings from the request that the message may repeat.
 */
export function withoutSecrets(message: string, secrets: readonly string[] = []): string {
  let text = message.replace(sdkAdvice, '')
  for (const secret of secrets) if (secret.length > 3) text = text.replaceAll(secret, '…')
  for (const pattern of shownByServers) text = text.replace(pattern, '…')
  for (const [pattern, label] of secretPatterns) text = text.replace(pattern, label.replace(/\[.*\]/, '…'))
  return text.replace(/\s+/g, ' ').trim()
}
