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

const families: readonly Family[] = [
  {
    names: ['AccountProblem', 'UserSuspended', 'AccountSuspended', 'AccountDisabled', 'InactiveAccount'],
    text: null,
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
