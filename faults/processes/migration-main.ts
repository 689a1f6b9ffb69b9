import { Ledger } from '../../src/main/ledger/ledger.ts'
import { program } from './program.ts'

/** Opens the ledger, which imports the journal of an earlier version, and prints `opened`. */
const [ledgerFile = '', legacyJournal = ''] = process.argv.slice(2)
const workerUrl = program('killing-worker')
const { ledger } = await Ledger.open(ledgerFile, { workerUrl, legacyJournal })
await ledger.close()
process.stdout.write('opened')
