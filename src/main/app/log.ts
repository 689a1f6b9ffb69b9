import log from 'electron-log/main'
import { redact } from './redact.ts'

/**
 * Opens the log file in the system's log folder. It holds at most 1 MB; one older file is kept.
 * Every line passes through {@link redact} first.
 */
export function openLog(): typeof log {
  log.transports.file.maxSize = 1_000_000
  log.transports.console.level = 'warn'
  log.hooks.push((message) => ({ ...message, data: message.data.map(redact) }))
  return log
}
