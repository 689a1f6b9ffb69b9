import { isWanted, type Workload } from '../runner/context.ts'
import { measureLedger } from './ledger-times.ts'
import { judge } from '../report/result.ts'

/** Opening a ledger of many jobs, and finding a page of them. */
export const ledger: Workload = {
  name: 'ledger',
  async run(context) {
    const jobs = context.quick ? 100_000 : 1_000_000
    const workload = `ledger, ${jobs.toLocaleString('en')} jobs`
    if (!isWanted(context, workload)) return []
    context.say(`${workload} …`)
    const { openMs, pageMs, pages, megabytes } = await measureLedger(jobs)
    const [worst = ''] = Object.entries(pages).toSorted(([, a], [, b]) => b - a)[0] ?? []
    const row = { workload, theirs: null, unit: 'ms' }
    const note = `The slowest of ${Object.keys(pages).length} searches by text, state and date: ${worst}. The database has ${megabytes} MB.`
    return [
      judge({ ...row, against: 'to open', ours: openMs, note: '' }, { sign: '≤', value: 50, of: 'ours' }),
      judge(
        { ...row, against: 'a page of a search', ours: pageMs, note },
        { sign: '≤', value: 20, of: 'ours' },
      ),
    ]
  },
}
