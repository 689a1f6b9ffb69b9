import { addressProblem } from '../../../shared/connections/connection-rules.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'

/** Checks an endpoint that a profile sets. @throws EngineError `ADDRESS_UNSAFE` if nothing may be sent there. */
export function checkEndpoint(profile: string, endpoint: string, allowUnencrypted: boolean): void {
  const problem = addressProblem(endpoint, allowUnencrypted)
  if (problem === null) return
  const host = URL.canParse(endpoint) ? new URL(endpoint).host : 'an address that is not valid'
  throw new EngineError(
    'ADDRESS_UNSAFE',
    `The AWS profile ${profile} sends its requests to ${host}, which is not allowed.`,
    {
      hint: problem,
    },
  )
}
