/** The faults that the proxy can inject into a request and its response. */
export const faultKinds = [
  'delay',
  'low bandwidth',
  'reset before the request',
  'reset during the request',
  'response lost',
  'response truncated',
  'request corrupted',
  'response corrupted',
  '500 before processing',
  '500 after processing',
  'SlowDown',
  'unresponsive server',
  'connection refused',
] as const

export type FaultKind = (typeof faultKinds)[number]

/**
 * One fault. `ms` is its duration, for a delay, an unresponsive server and a refused connection. `at` is the
 * byte to truncate at or to corrupt, modulo the length of the body.
 */
export interface Fault {
  readonly kind: FaultKind
  readonly ms: number
  readonly at: number
}

/** True if a fault makes sense for an operation. Corruption requires a body that has a checksum. */
export function applies(kind: FaultKind, operation: string): boolean {
  const stores = operation === 'PutObject' || operation === 'UploadPart'
  switch (kind) {
    case 'reset during the request':
      return stores
    case 'request corrupted':
      return stores || operation.startsWith('SendMessage')
    case 'response truncated':
      return (
        operation === 'GetObject' || operation === 'ReceiveMessage' || operation.startsWith('SendMessage')
      )
    case 'response corrupted':
      return operation === 'GetObject'
    case 'delay':
    case 'low bandwidth':
    case 'reset before the request':
    case 'response lost':
    case '500 before processing':
    case '500 after processing':
    case 'SlowDown':
    case 'unresponsive server':
    case 'connection refused':
      return true
  }
}
