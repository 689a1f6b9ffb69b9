import type { WireError } from '../../../shared/errors.ts'

/**
 * Describes an outage of the Local server, where hints about networks and firewalls would be
 * misleading.
 */
export function localOutage(error: WireError): WireError {
  if (error.code === 'LOCAL_STOPPED') return error
  return {
    ...error,
    message: 'The Local server does not respond.',
    hint: 'If this lasts, restart it under Settings.',
    remedy: 'restart-local',
  }
}
