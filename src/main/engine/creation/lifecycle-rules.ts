import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { PlannedBucket } from './creation-plan.ts'

/** Returns a bucket's lifecycle rules, if any. */
export function lifecycleRules({ abortUploadsDays, expireDays }: PlannedBucket): LifecycleRule[] {
  const rules: LifecycleRule[] = []
  const whole = { Status: 'Enabled', Filter: { Prefix: '' } } as const
  if (abortUploadsDays !== null) {
    rules.push({
      ...whole,
      ID: 'abort-incomplete-uploads',
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortUploadsDays },
    })
  }
  if (expireDays !== null) rules.push({ ...whole, ID: 'expire', Expiration: { Days: expireDays } })
  return rules
}
