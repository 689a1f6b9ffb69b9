/** A rejection that other keys or permissions would not change. */
type Refusal = {
  /** The reason, as in “… failed: …”. */
  readonly reason: string
  readonly hint: string
}

/** The part of a server's response that contains the reason. */
type ServerError = {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly status: number | null
}

type Family = Refusal & { readonly names: readonly string[]; readonly text: RegExp | null }

/** Servers that only deny access write why. */
const unpaid = new RegExp(
  [
    '\\b(?:account|project|tenant|user|subscriber)\\b[^.]{0,60}\\b(?:suspended|deactivated|frozen|delinquent|overdue|in arrears)\\b',
    '\\btrial\\b[^.]{0,40}\\b(?:expired|ended)\\b',
    '\\bbilling account\\b[^.]{0,60}\\b(?:absent|disabled|closed)\\b|\\b(?:absent|disabled|closed|delinquent) billing account\\b',
    '\\b(?:outstanding|overdue) (?:payment|bill|invoice)',
  ].join('|'),
  'i',
)

const families: readonly Family[] = [
  {
    names: [
      'AccountProblem',
      'UserSuspended',
      'AccountSuspended',
      'AccountDisabled',
      'InactiveAccount',
      'UserDisable',
      'UserProjectAccountProblem',
      'InArrearOrInsufficientBalance',
      'PaymentRequired',
    ],
    text: unpaid,
    reason: 'the server has suspended or restricted this account',
    hint: "Sign in to the server's website and look for notices, for example about a payment, or ask its support.",
  },
  {
    names: ['NotSignedUp', 'OptInRequired', 'SubscriptionRequiredException', 'AccountNotSignedUp'],
    text: null,
    reason: 'this account has not been signed up for the service or the region',
    hint: "Sign up for it or enable the region on the server's website, then try again.",
  },
  {
    names: ['AllAccessDisabled', 'InvalidPayer'],
    text: /all access to this (?:object|bucket|resource) has been disabled/i,
    reason: 'the server has disabled all access to it',
    hint: 'Ask the owner of the account. Often a payment is missing, or the server has closed the bucket.',
  },
  {
    names: ['DownloadCapExceeded', 'TransactionCapExceeded'],
    text: /(?:download|bandwidth|transaction).{0,60}\bcap exceeded/i,
    reason: 'the account has used up its allowance of downloads or requests',
    hint: "Raise the cap on the server's website, or wait until it is reset, usually at the end of the day.",
  },
  {
    names: ['ObjectLocked'],
    text: /\bWORM\b|protected by object lock|object is (?:locked|under (?:retention|legal hold))/i,
    reason: 'the server protects it from being changed or deleted',
    hint: 'Its bucket uses object lock. Try again once its retention period or its legal hold has ended.',
  },
  {
    names: ['QueueDeletedRecently'],
    text: null,
    reason: 'a queue with this name was deleted less than 60 s ago',
    hint: 'SQS needs a minute before it can create a queue with the same name. Wait a minute, then try again.',
  },
  {
    // Everything else on the connection still works, and finishing jobs is the remedy.
    names: ['OverLimit'],
    text: null,
    reason: 'the queue has as many messages in flight as the server allows',
    hint: 'Finish or release claimed jobs, or wait until their visibility timeouts end.',
  },
]

/**
 * Returns the reason for a rejection if it is neither the keys nor their permissions, otherwise `null`. Some
 * servers have an error code for it. Others deny access and give the reason in the message.
 */
export function refusalOf({ name, code, message, status }: ServerError): Refusal | null {
  const isRefused = status !== null && status >= 400 && status < 500
  return (
    families.find(
      ({ names, text }) =>
        names.includes(withoutPrefix(code)) ||
        names.includes(withoutPrefix(name)) ||
        (isRefused && text?.test(message) === true),
    ) ?? null
  )
}

/** Removes the prefixes that SQS adds to error names: `com.amazonaws.sqs#`, `AWS.SimpleQueueService.` */
function withoutPrefix(name: string): string {
  return name.replace(/^(?:.*#|AWS\.SimpleQueueService\.)/, '')
}
