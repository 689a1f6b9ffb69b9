import { parseArgs } from 'node:util'
import {
  addressProblem,
  normalizeAddress,
  regionProblem,
} from '../src/shared/connections/connection-rules.ts'

/** The command line options. */
export interface Options {
  /** `null` means the keys in the environment. */
  readonly profile: string | null
  readonly region: string
  /** A server other than AWS. `null` means AWS. */
  readonly endpoint: string | null
  /** True to skip the question. */
  readonly isAgreed: boolean
}

export const usage = `npm run try:aws -- [--profile NAME] [--region REGION] [--endpoint URL] [--yes]

  --profile   a profile of the AWS config files; default: AWS_PROFILE, or else the keys in the environment
  --region    the region of the queues and buckets; default: AWS_REGION, or else us-west-1
  --endpoint  another server with S3 and SQS instead of AWS
  --yes       do not ask before anything is created`

/** Reads the command line. Throws an Error with a sentence if it is wrong. */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      profile: { type: 'string' },
      region: { type: 'string' },
      endpoint: { type: 'string' },
      yes: { type: 'boolean', default: false },
    },
  })
  const region = values.region ?? environment['AWS_REGION'] ?? 'us-west-1'
  const problem =
    regionProblem(region) ?? (values.endpoint === undefined ? null : addressProblem(values.endpoint, true))
  if (problem !== null) throw new Error(problem)
  const profile = values.profile ?? environment['AWS_PROFILE'] ?? ''
  return {
    profile: profile === '' ? null : profile,
    region,
    endpoint: values.endpoint === undefined ? null : normalizeAddress(values.endpoint),
    isAgreed: values.yes,
  }
}
