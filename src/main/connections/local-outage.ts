import type { WireError } from '../../shared/errors.ts'

/** An outage of the Local server, which no network or firewall is between. */
export function localOutage(error: WireError): WireError {
  if (error.code === 'LOCAL_STOPPED') return error
  return {
    ...error,
    message: 'The Local server does not respond.',
    hint: 'If this lasts, restart it under Settings.',
    remedy: 'restart-local',
  }
}
