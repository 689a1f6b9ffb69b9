import { EngineError } from '../engine/errors/engine-error.ts'

/** Static or temporary AWS keys. They exist only in the memory of the main process. */
export interface AccessKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

const names: Readonly<Record<string, keyof AccessKeys>> = {
  awsaccesskeyid: 'accessKeyId',
  accesskeyid: 'accessKeyId',
  awssecretaccesskey: 'secretAccessKey',
  secretaccesskey: 'secretAccessKey',
  awssessiontoken: 'sessionToken',
  sessiontoken: 'sessionToken',
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '')
}

function fromAssignments(text: string): Partial<Record<keyof AccessKeys, string>> {
  const found: Partial<Record<keyof AccessKeys, string>> = {}
  const assignment =
    /(?:^|[\s{,;])(?:export\s+|set\s+|\$env:)?["']?([A-Za-z_ ]*[A-Za-z])["']?\s*[=:]\s*["']?([^\s"',;{}]+)/g
  for (const match of text.matchAll(assignment)) {
    const field = names[plain(match[1] ?? '')]
    if (field !== undefined && match[2] !== undefined) found[field] ??= match[2]
  }
  return found
}

function fromCsv(text: string): Partial<Record<keyof AccessKeys, string>> {
  const [head, row] = text.split(/\r?\n/).map((line) => line.split(','))
  const found: Partial<Record<keyof AccessKeys, string>> = {}
  head?.forEach((title, column) => {
    const field = names[plain(title)]
    const value = row?.[column]?.trim().replace(/^"|"$/g, '')
    if (field !== undefined && value) found[field] = value
  })
  return found
}

/** The longest text that is searched for keys, in characters. */
export const longestKeyText = 100_000

/**
 * Finds an access key pair in environment lines of any shell, a credentials file, the JSON of the AWS CLI, or the CSV of
 * the AWS console. @throws EngineError `CREDENTIALS` if there is none. Its message never contains the text.
 */
export function parseKeys(text: string): AccessKeys {
  const found = text.length > longestKeyText ? {} : { ...fromCsv(text), ...fromAssignments(text) }
  const { accessKeyId, secretAccessKey, sessionToken } = found
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new EngineError('CREDENTIALS', 'The text contains no access key pair.', {
      hint: 'Copy lines such as AWS_ACCESS_KEY_ID=… and AWS_SECRET_ACCESS_KEY=…, then try again.',
      retryable: false,
    })
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}

/** Shortens an access key ID for display to its first and last four characters. */
export function maskKeyId(accessKeyId: string): string {
  return accessKeyId.length <= 8 ? '••••' : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`
}
