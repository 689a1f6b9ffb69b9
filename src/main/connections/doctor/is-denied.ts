import { awsErrorInfo } from '../../engine/errors/aws-error-info.ts'
import type { EngineError } from '../../engine/errors/engine-error.ts'

/** Whether a permission is missing. Some servers say so only with the status of their answer. */
export function isDenied(error: EngineError): boolean {
  if (error.code === 'ACCESS_DENIED') return true
  return error.code === 'SERVICE' && awsErrorInfo(error.cause).status === 403
}
