import type { TransferJournal } from '../engine/transfers/transfer-journal.ts'
import type { LedgerChannel } from './ledger-channel.ts'
import { parseMultipart } from './unfinished-work.ts'

/** Creates the journal of all transfers, backed by the ledger. */
export function transferJournal(channel: LedgerChannel): TransferJournal {
  return {
    uploads: {
      plan: (upload) => channel.write({ op: 'upload:plan', upload, at: Date.now() }),
      advance: (id, step, info) =>
        channel.write({
          op: 'upload:advance',
          id,
          step,
          at: Date.now(),
          jobId: info?.jobId ?? null,
          error: info?.error === undefined ? null : JSON.stringify(info.error),
        }),
    },
    multipart: {
      begin: (upload) => channel.write({ op: 'multipart:begin', upload }),
      part: (uploadId, part) => {
        channel.writeLazily({ op: 'multipart:part', uploadId, part })
      },
      end: (uploadId) => channel.write({ op: 'multipart:finish', uploadId }),
      async find(transferId) {
        const found = await channel.request('multipart:find', { transferId })
        const upload = found === null ? null : parseMultipart(found.record)
        return found === null || upload === null ? null : { upload, parts: found.parts }
      },
      async abandoned(connectionId) {
        const stored = await channel.request('multipart:abandoned', { connectionId })
        return stored.map(parseMultipart).filter((upload) => upload !== null)
      },
    },
    saves: {
      plan: (save) => channel.write({ op: 'save:plan', save }),
      notePartFile: (id, partPath) => channel.write({ op: 'save:part-path', id, partPath }),
      advance: (id, step, info) =>
        channel.write({
          op: 'save:advance',
          id,
          step,
          path: info?.path ?? null,
          error: info?.error === undefined ? null : JSON.stringify(info.error),
          at: Date.now(),
        }),
    },
  }
}
