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

/** Opens the log in `folder`. Warnings and errors are also printed, for users who started the app in a terminal. */
export function openLog(folder: string): Log {
  const file = new LogFile(folder)
  const write = (level: Level, parts: readonly unknown[]): void => {
    const text = parts.map(redact).join(' ')
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
