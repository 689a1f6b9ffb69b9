import { LogFile } from './log-file.ts'
import { redact } from './redact.ts'

type Level = 'info' | 'warn' | 'error'

/** The app's log. Every line passes through {@link redact} first. */
export interface Log {
  readonly file: LogFile
  info(...parts: readonly unknown[]): void
  warn(...parts: readonly unknown[]): void
  error(...parts: readonly unknown[]): void
}

/** In characters. Nobody would read more, and a server may send megabytes. */
const maxEntryLength = 20_000
/** Characters that could control the terminal that shows the log, or change the order of its text. */
const controls = /(?![\n\t])[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu

/**
 * Returns text that may come from a server as one entry: its further lines are indented, so that they cannot look
 * like other entries.
 */
function entryOf(text: string): string {
  return text
    .slice(0, maxEntryLength)
    .replace(/\r\n/g, '\n')
    .replace(controls, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('\n', '\n  ')
}

/** Opens the log in `folder`. Warnings and errors are also printed, for users who started the app in a terminal. */
export function openLog(folder: string): Log {
  const file = new LogFile(folder)
  const write = (level: Level, parts: readonly unknown[]): void => {
    const text = entryOf(parts.map(redact).join(' '))
    file.write(`${new Date().toISOString()} ${level.toUpperCase()} ${text}`)
    if (level !== 'info') console[level](text)
  }
  return {
    file,
    info: (...parts) => write('info', parts),
    warn: (...parts) => write('warn', parts),
    error: (...parts) => write('error', parts),
  }
}
