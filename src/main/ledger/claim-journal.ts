import type { ClaimJournal } from '../engine/claim-journal.ts'
import type { LedgerChannel } from './ledger-channel.ts'

/** What claims write down, in the ledger. */
export function claimJournal(channel: LedgerChannel): ClaimJournal {
  return {
    hold: (claim) => channel.write({ op: 'claim:hold', claim }),
    renew: (deadlines) => {
      channel.writeLazily({ op: 'claim:renew', deadlines })
    },
    note: (id, event, facts) =>
      channel.write({ op: 'claim:note', id, event, savedPath: facts?.savedPath ?? null }),
    allowBucket: (id) => channel.write({ op: 'claim:allow', id }),
    end: (id, outcome, at) => channel.write({ op: 'claim:end', id, outcome, at }),
  }
}
