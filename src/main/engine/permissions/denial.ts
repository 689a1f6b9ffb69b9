import { actionNamed } from './actions.ts'

/** Why AWS denied a call: no policy allows it (`missing`), one denies it (`deny`), or a limit above the user does. */
export type DenialReason =
  | 'missing'
  | 'deny'
  | 'organisation'
  | 'boundary'
  | 'session'
  | 'resource'
  | 'endpoint'

/** The parts of AWS's error message for a denied call. */
export type Denial = {
  /** The permission, such as `sqs:GetQueueAttributes`. */
  readonly action: string
  /** The ARN that the permission is missing for, or `null` if the message has none. */
  readonly resource: string | null
  readonly reason: DenialReason
}

const sentence =
  /is not authorized to perform:? ([a-z0-9-]{2,40}:[a-z0-9]{2,80})(?: on resource:? "?([^\s"]{1,2000}?)"?(?=[\s.]|$))?/i

/** In this order: an explicit deny wins, wherever it is. */
const reasons: readonly (readonly [pattern: RegExp, reason: DenialReason])[] = [
  [/\b(?:service|resource) control policy/i, 'organisation'],
  [/permissions boundary/i, 'boundary'],
  [/session policy/i, 'session'],
  [/VPC endpoint policy/i, 'endpoint'],
  [/explicit deny/i, 'deny'],
  [/resource-based policy/i, 'resource'],
]

/** Parses the sentence in which AWS names the missing permission. Returns `null` if a message has none. */
export function denialOf(message: string): Denial | null {
  const [, action, resource] = sentence.exec(message) ?? []
  if (action === undefined) return null
  return {
    action: actionNamed(action),
    resource: resource ?? null,
    reason: reasons.find(([pattern]) => pattern.test(message))?.[1] ?? 'missing',
  }
}
