import log from 'electron-log/main'
import { redact } from './redact.ts'

/**
 * The log: a file of at most 1 MB with one predecessor, in the system's place for logs.
 * Every line passes through {@link redact} first.
 */
export function openLog(): typeof log {
  log.transports.file.maxSize = 1_000_000
  log.transports.console.level = 'warn'
  log.hooks.push((message) => ({ ...message, data: message.data.map(redact) }))
  return log
}
