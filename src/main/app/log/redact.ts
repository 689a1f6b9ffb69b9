import { inspect } from 'node:util'
import { secretPatterns } from '../../engine/errors/secret-patterns.ts'

/** Formats a value for the log. Errors become text, and anything that looks like a secret is removed. */
export function redact(value: unknown): string {
  return secretPatterns.reduce((line, [pattern, stand]) => line.replace(pattern, stand), textOf(value))
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Error) return value.stack ?? value.message
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    // It contains itself, or a BigInt.
    return inspect(value)
  }
}
