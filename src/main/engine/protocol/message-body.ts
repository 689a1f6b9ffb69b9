import { messageLimitBytes } from './limits.ts'
import type { JobFields } from '../../../shared/jobs.ts'
import { EngineError } from '../errors/engine-error.ts'

/**
 * How deep the arrays and objects of a message may be nested, the message itself included. JSON.stringify overflows
 * the stack at a few thousand levels, and the JSON parsers of other languages stop at about 1,000.
 */
export const nestingLimit = 500

/** What a message says. `error` tells why `bucket` or `key` is `null`. */
export type MessageContent = {
  readonly fields: JobFields
  readonly bucket: string | null
  readonly key: string | null
  /** `MESSAGE_NOT_JSON`, `MESSAGE_TOO_DEEP` or `MESSAGE_WITHOUT_KEY`, or `null` where the message is sound. */
  readonly error: EngineError | null
}

/**
 * The body of a message: `JSON {…fields, bucket, key}`, with bucket and key last and never out of the fields.
 * Characters that SQS refuses are there as JSON escapes, so every text may pass.
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
      `The message takes ${bytes} bytes; SQS takes ${messageLimitBytes} at most.`,
    )
  }
  return body
}

/** What a message's body says, whoever wrote it. Values that are no text become their JSON; never throws. */
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
 * What a message's body says, every value as its writer typed it; empty for a body that is no JSON object.
 * @throws EngineError `MESSAGE_TOO_DEEP`, as such values cannot be written again.
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
