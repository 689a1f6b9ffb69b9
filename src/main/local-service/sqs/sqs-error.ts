/** The codes that have a prefix in the older query protocol. SDKs read them from a header. */
const prefixed = new Set([
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'EmptyBatchRequest',
  'InvalidBatchEntryId',
  'MessageNotInflight',
  'NonExistentQueue',
  'TooManyEntriesInBatchRequest',
])

/** An SQS error response. */
export class SqsError extends Error {
  readonly code: string
  /** Its code in the query protocol. */
  readonly queryCode: string
  readonly status: number

  constructor(code: string, message: string, queryCode = code, status = 400) {
    super(message)
    this.code = code
    this.queryCode = prefixed.has(queryCode) ? `AWS.SimpleQueueService.${queryCode}` : queryCode
    this.status = status
  }

  /** Says who caused the error, in the query protocol's terms. */
  get type(): 'Sender' | 'Receiver' {
    return this.status < 500 ? 'Sender' : 'Receiver'
  }
}

/** An error with the same code in both protocols, and a status other than 400. */
export const errorWith = (status: number, code: string, message: string): SqsError =>
  new SqsError(code, message, code, status)

export const noSuchQueue = (): SqsError =>
  new SqsError('QueueDoesNotExist', 'The specified queue does not exist.', 'NonExistentQueue')

export const missingParameter = (name: string): SqsError =>
  new SqsError('MissingParameter', `The request must contain the parameter ${name}.`)

export const invalidValue = (name: string, value: unknown, reason: string): SqsError =>
  new SqsError(
    'InvalidParameterValue',
    `Value ${shown(value)} for parameter ${name} is invalid. Reason: ${reason}`,
  )

/** Formats a value for a message. The result is neither long nor nested. */
function shown(value: unknown): string {
  if (typeof value === 'object') return '(an object)'
  const isLong = typeof value === 'string' && value.length > 100
  return JSON.stringify(isLong ? `${value.slice(0, 100)}…` : value)
}
