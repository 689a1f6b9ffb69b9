import { cutText } from '../../shared/texts/cut-text.ts'
import { jobFields, type JobFields } from '../../shared/jobs/job-fields.ts'
import type { ClaimJournal, HeldClaim } from '../engine/claims/claim-journal.ts'
import { parseMessageBody } from '../engine/protocol/message-body.ts'
import { directionOfBucket } from '../engine/protocol/resource-names.ts'
import { claimFileName } from '../engine/claims/claim-file-name.ts'
import type { LedgerChannel } from './ledger-channel.ts'
import type { ClaimedJob } from './ledger-message.ts'

const maxKeyBytes = 1_024
/** In characters. Longer fields are not kept, because they would bloat the ledger. */
const maxFieldsLength = 16_384

/** Creates the journal of all claims, backed by the ledger. */
export function claimJournal(channel: LedgerChannel): ClaimJournal {
  return {
    hold: (claim) => channel.write({ op: 'claim:hold', claim, job: claimedJob(claim) }),
    renew: (deadlines) => {
      channel.writeLazily({ op: 'claim:renew', deadlines })
    },
    note: (id, event, info) =>
      channel.write({ op: 'claim:event', id, event, savedPath: info?.savedPath ?? null }),
    allowBucket: (id) => channel.write({ op: 'claim:allow-bucket', id }),
    finishedBefore: (claim) => {
      const { connectionId, queue } = claim
      const { direction, key } = claimedJob(claim)
      if (key === null) return Promise.resolve(null)
      return channel.request('claim:done-at', { connectionId, queue, direction, key })
    },
    finish: (id, outcome, at, { detail = null, results = [] } = {}) =>
      channel.write({ op: 'claim:finish', id, outcome, at, detail, results }),
  }
}

function claimedJob({ queue, rawBody }: HeldClaim): ClaimedJob {
  const { fields, bucket, key } = parseMessageBody(rawBody)
  const direction = directionOfBucket(bucket, queue)
  const fileName = claimFileName({ fields, key })
  return {
    direction: direction ?? 'in',
    // The same key in another bucket is another payload. A key that is too long for S3 names no payload.
    key: direction === null || key === null || Buffer.byteLength(key) > maxKeyBytes ? null : key,
    name: cutText(fields['name'] ?? fileName),
    fileName,
    bucket: bucket ?? '',
    fields: keptFields(fields),
  }
}

function keptFields(fields: JobFields): string | null {
  const { success, data } = jobFields.safeParse(fields)
  const json = success ? JSON.stringify(data) : '{}'
  return json === '{}' || json.length > maxFieldsLength ? null : json
}
