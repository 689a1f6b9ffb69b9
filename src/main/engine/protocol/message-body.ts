import { messageLimitBytes } from './limits.ts'
import type { JobFields } from '../../../shared/jobs.ts'
import { EngineError } from '../errors/engine-error.ts'

/**
 * How deep the arrays and objects of a message may be nested, including the message itself. JSON.stringify overflows
 * the stack at a few thousand levels, and JSON parsers of other languages stop at about 1,000.
 */
export const nestingLimit = 500

/** The content of a message. `error` tells why `bucket` or `key` is `null`. */
export type MessageContent = {
  readonly fields: JobFields
  readonly bucket: string | null
  readonly key: string | null
  /** `MESSAGE_NOT_JSON`, `MESSAGE_TOO_DEEP` or `MESSAGE_WITHOUT_KEY`; `null` if the message is valid. */
  readonly error: EngineError | null
}

/**
 * Formats a message body: `{…fields, bucket, key}` as JSON, with bucket and key last. Fields of these names are
 * ignored. Characters that SQS refuses are escaped.
 * @throws EngineError `MESSAGE_TOO_LARGE` over {@link messageLimitBytes}.
 */
export function formatMessageBody(
  fields: Readonly<Record<string, unknown>>,
  bucket: string,
  key: string,
): string {
  const own = Object.entries(fields).filter(([name]) => name !== 'bucket' && name !== 'key')
  const body = JSON.stringify(Object.fromEntries([...own, ['bucket', bucket], ['key', key]])).replace(
    /[\u007F-\u009F\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const bytes = Buffer.byteLength(body)
  if (bytes > messageLimitBytes) {
    throw new EngineError(
      'MESSAGE_TOO_LARGE',
      `The message takes ${bytes} bytes; SQS allows at most ${messageLimitBytes}.`,
    )
  }
  return body
}

/** Parses a message body, whoever wrote it. Values that are not strings become their JSON. Never throws. */
export function parseMessageBody(body: string): MessageContent {
  const parsed = parseObject(body)
  if (parsed === null) {
    return { fields: {}, bucket: null, key: null, error: new EngineError('MESSAGE_NOT_JSON') }
  }
  if (isTooDeep(body)) {
    return { fields: {}, bucket: null, key: null, error: new EngineError('MESSAGE_TOO_DEEP') }
  }
  const bucket = nameOf(parsed['bucket'])
  const key = nameOf(parsed['key'])
  const fields = Object.fromEntries(
    Object.entries(parsed)
      .filter(([name]) => name !== 'bucket' && name !== 'key')
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
  const error = bucket === null || key === null ? new EngineError('MESSAGE_WITHOUT_KEY') : null
  return { fields, bucket, key, error }
}

/**
 * The values of a message body, with the types that their sender used; empty if the body is not a JSON object.
 * @throws EngineError `MESSAGE_TOO_DEEP`, as such values cannot be formatted again.
 */
export function originalValues(body: string): Readonly<Record<string, unknown>> {
  const parsed = parseObject(body)
  if (parsed === null) return {}
  if (isTooDeep(body)) throw new EngineError('MESSAGE_TOO_DEEP')
  return parsed
}

function parseObject(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Readonly<Record<string, unknown>>) : null
  } catch {
    return null
  }
}

/** Whether a valid JSON text is nested deeper than {@link nestingLimit}. Counts brackets, so that it needs no stack. */
function isTooDeep(json: string): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index]
    if (inString) {
      if (character === '\\') index += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') {
      depth += 1
      if (depth > nestingLimit) return true
    } else if (character === '}' || character === ']') depth -= 1
  }
  return false
}

function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
