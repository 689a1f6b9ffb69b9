import {
  accountProblem,
  addressWarning,
  addressProblem,
  labelProblem,
  regionProblem,
} from '../../../shared/connections/connection-rules.ts'

/** The values of a connection form. */
interface Draft {
  readonly label: string
  readonly region: string
  /** If empty, the region is detected. */
  readonly bucketRegion: string
  readonly allowUnencrypted: boolean
  /** If empty, the account of the keys is used. */
  readonly bucketAccount?: string
  readonly s3Endpoint?: string
  readonly sqsEndpoint?: string
}

type Problems = Readonly<Partial<Record<keyof Draft, string>>>

/** Returns one sentence for each invalid field of a form. */
export function problemsOf(draft: Draft): Problems {
  const { label, region, bucketRegion, allowUnencrypted, s3Endpoint, sqsEndpoint, bucketAccount = '' } = draft
  const addressOf = (text: string | undefined): string | null =>
    text === undefined ? null : addressProblem(text, allowUnencrypted)
  return withText({
    label: labelProblem(label),
    region: regionProblem(region),
    bucketAccount: bucketAccount.trim() === '' ? null : accountProblem(bucketAccount.trim()),
    bucketRegion: bucketRegion.trim() === '' ? null : regionProblem(bucketRegion),
    s3Endpoint: addressOf(s3Endpoint),
    sqsEndpoint: addressOf(sqsEndpoint),
  })
}

/** True if a draft has a problem besides its name. A check needs no name. */
export function hasProblems(problems: Problems): boolean {
  return Object.keys(problems).some((name) => name !== 'label')
}

/** Returns warnings about fields that look wrong but may be right. */
export function warningsOf({ s3Endpoint }: Draft): Problems {
  return withText({ s3Endpoint: s3Endpoint === undefined ? null : addressWarning(s3Endpoint) })
}

function withText(problems: Readonly<Partial<Record<keyof Draft, string | null>>>): Problems {
  return Object.fromEntries(Object.entries(problems).filter(([, text]) => text !== null))
}
