/** What the proxy can do to a request and its answer. */
export const faultKinds = [
  'delay',
  'throttle',
  'reset before',
  'reset within the request',
  'answer lost',
  'answer cut',
  'request corrupted',
  'answer corrupted',
  '500 before',
  '500 after',
  'SlowDown',
  'dark',
  'refused',
] as const

export type FaultKind = (typeof faultKinds)[number]

/** One fault. `ms`: for how long (delay, dark, refused). `at`: the byte where a cut or a flip is made, by its remainder. */
export interface Fault {
  readonly kind: FaultKind
  readonly ms: number
  readonly at: number
}

/** Whether a fault can be seen in such a request: a flipped byte that nothing guards would be the server's own lie. */
export function applies(kind: FaultKind, operation: string): boolean {
  const stores = operation === 'PutObject' || operation === 'UploadPart'
  switch (kind) {
    case 'reset within the request':
      return stores
    case 'request corrupted':
      return stores || operation.startsWith('SendMessage')
    case 'answer cut':
      return (
        operation === 'GetObject' || operation === 'ReceiveMessage' || operation.startsWith('SendMessage')
      )
    case 'answer corrupted':
      return operation === 'GetObject'
    case 'delay':
    case 'throttle':
    case 'reset before':
    case 'answer lost':
    case '500 before':
    case '500 after':
    case 'SlowDown':
    case 'dark':
    case 'refused':
      return true
  }
}
