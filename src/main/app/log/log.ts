import { chmod } from 'node:fs/promises'
import log from 'electron-log/main'
import { redact } from './redact.ts'

/**
 * Opens the log file in the system's log folder. It holds at most 1 MB, and one older file is kept.
 * Every line passes through {@link redact} first. Other users cannot read it.
 */
export function openLog(): typeof log {
  log.transports.file.maxSize = 1_000_000
  log.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  // Older versions may have left the file readable for other users. On first start it does not
  // exist.
  chmod(log.transports.file.getFile().path, 0o600).catch(() => undefined)
  log.transports.console.level = 'warn'
  log.hooks.push((message) => ({ ...message, data: message.data.map(redact) }))
  return log
}
