import { awsErrorInfo } from '../../errors/aws-error-info.ts'

/**
 * True if a HEAD failed and the reason is missing because its response has no body. A 404 needs no reason,
 * unless the response is a web page.
 */
export function isBodilessError(error: unknown): boolean {
  const { status, isForeign } = awsErrorInfo(error)
  return status !== null && status >= 300 && status < 500 && (status !== 404 || isForeign)
}
