import { awsErrorInfo } from '../../../engine/errors/aws-error-info.ts'
import type { EngineError } from '../../../engine/errors/engine-error.ts'

/** True if a permission is missing. Some servers report that only in the status code. */
export function isDenied(error: EngineError): boolean {
  if (error.code === 'ACCESS_DENIED') return true
  return error.code === 'SERVICE' && awsErrorInfo(error.cause).status === 403
}
