import { Ledger } from '../../src/main/ledger/ledger.ts'

/** Opens the ledger, which takes over what an earlier version kept, and says when it has done so. */
const [ledgerFile = '', formerJournal = ''] = process.argv.slice(2)
const workerUrl = new URL('killing-worker.ts', import.meta.url)
const { ledger } = await Ledger.open(ledgerFile, { workerUrl, formerJournal })
await ledger.close()
process.stdout.write('opened')
