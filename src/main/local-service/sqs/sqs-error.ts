/** A refusal in SQS's words. */
export class SqsError extends Error {
  readonly code: string
  /** What the older query protocol calls it, which SDKs read from a header. */
  readonly queryCode: string

  constructor(code: string, message: string, queryCode = code) {
    super(message)
    this.code = code
    this.queryCode = queryCode
  }
}

export const noSuchQueue = (): SqsError =>
  new SqsError('QueueDoesNotExist', 'The specified queue does not exist.', 'NonExistentQueue')

export const missingParameter = (name: string): SqsError =>
  new SqsError('MissingParameter', `The request must contain the parameter ${name}.`)

export const invalidValue = (name: string, value: unknown, reason: string): SqsError =>
  new SqsError(
    'InvalidParameterValue',
    `Value ${typeof value === 'object' ? JSON.stringify(value) : String(value)} for parameter ${name} is invalid. Reason: ${reason}`,
  )
