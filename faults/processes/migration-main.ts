import { Ledger } from '../../src/main/ledger/ledger.ts'

/** Opens the ledger, which imports the journal of an earlier version, and prints `opened`. */
const [ledgerFile = '', legacyJournal = ''] = process.argv.slice(2)
const workerUrl = new URL('killing-worker.ts', import.meta.url)
const { ledger } = await Ledger.open(ledgerFile, { workerUrl, legacyJournal })
await ledger.close()
process.stdout.write('opened')
