import type { TransferJournal } from '../engine/transfers/transfer-journal.ts'
import type { LedgerChannel } from './ledger-channel.ts'
import { parseMultipart } from './unfinished-work.ts'

/** What transfers write down, in the ledger. */
export function transferJournal(channel: LedgerChannel): TransferJournal {
  return {
    uploads: {
      plan: (upload) => channel.write({ op: 'upload:plan', upload, at: Date.now() }),
      advance: (id, step, facts) =>
        channel.write({ op: 'upload:advance', id, step, jobId: facts?.jobId ?? null, at: Date.now() }),
    },
    multipart: {
      begin: (upload) => channel.write({ op: 'multipart:begin', upload }),
      part: (uploadId, part) => {
        channel.writeLazily({ op: 'multipart:part', uploadId, part })
      },
      end: (uploadId) => channel.write({ op: 'multipart:end', uploadId }),
      async find(transferId) {
        const found = await channel.read('multipart:find', { transferId })
        const upload = found === null ? null : parseMultipart(found.facts)
        return found === null || upload === null ? null : { upload, parts: found.parts }
      },
      async abandoned(connectionId) {
        const facts = await channel.read('multipart:abandoned', { connectionId })
        return facts.map(parseMultipart).filter((upload) => upload !== null)
      },
    },
    saves: {
      plan: (save) => channel.write({ op: 'save:plan', save }),
      gather: (id, partPath) => channel.write({ op: 'save:gather', id, partPath }),
      advance: (id, step, facts) =>
        channel.write({ op: 'save:advance', id, step, path: facts?.path ?? null, at: Date.now() }),
    },
  }
}
