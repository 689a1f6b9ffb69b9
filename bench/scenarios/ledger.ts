import { isSelected, type Scenario } from '../runner/context.ts'
import { measureLedger } from './ledger-times.ts'
import { evaluate } from '../report/result.ts'

/** Measures opening a ledger with many jobs, and reading its lists. */
export const ledger: Scenario = {
  name: 'ledger',
  async run(context) {
    const jobs = context.quick ? 100_000 : 1_000_000
    const workload = `ledger, ${jobs.toLocaleString('en')} jobs`
    if (!isSelected(context, workload)) return []
    context.log(`${workload} …`)
    const { openMs, megabytes, ...lists } = await measureLedger(jobs)
    const row = { workload, theirs: null, unit: 'ms' }
    const note = `The database is ${megabytes} MB.`
    return [
      evaluate({ ...row, against: 'open', ours: openMs, note }, { sign: '≤', value: 50, of: 'ours' }),
      ...(
        [
          ['first page of a list of jobs, p95', lists.firstPageMs, 50],
          ['first page while typing a search, p95', lists.typingMs, 100],
          ['scrolling to any offset, p95', lists.scrollMs, 20],
        ] as const
      ).map(([against, ours, value]) =>
        evaluate({ ...row, against, ours, note: '' }, { sign: '≤', value, of: 'ours' }),
      ),
    ]
  },
}
