/** The codes that the older query protocol spells with a prefix, which SDKs read from a header. */
const prefixed = new Set([
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'EmptyBatchRequest',
  'InvalidBatchEntryId',
  'MessageNotInflight',
  'NonExistentQueue',
  'TooManyEntriesInBatchRequest',
])

/** An error response of SQS. */
export class SqsError extends Error {
  readonly code: string
  /** Its name in the query protocol. */
  readonly queryCode: string

  constructor(code: string, message: string, queryCode = code) {
    super(message)
    this.code = code
    this.queryCode = prefixed.has(queryCode) ? `AWS.SimpleQueueService.${queryCode}` : queryCode
  }
}

export const noSuchQueue = (): SqsError =>
  new SqsError('QueueDoesNotExist', 'The specified queue does not exist.', 'NonExistentQueue')

export const missingParameter = (name: string): SqsError =>
  new SqsError('MissingParameter', `The request must contain the parameter ${name}.`)

export const invalidValue = (name: string, value: unknown, reason: string): SqsError =>
  new SqsError(
    'InvalidParameterValue',
    `Value ${JSON.stringify(value)} for parameter ${name} is invalid. Reason: ${reason}`,
  )
