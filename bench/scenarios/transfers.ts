import { compare, type Comparison, type Rival } from '../runner/compare.ts'
import { isWanted, type Context, type Workload } from '../runner/context.ts'
import { makeLargeFile, makeSmallFiles } from './sample-files.ts'
import type { Result, Target } from '../report/result.ts'
import { onSink, type SinkPlace } from './with-mock-server.ts'
import { toolRivals } from './cli-rivals.ts'
import { sizesOf } from './transfer-sizes.ts'

const atLeast = (value: number): Target => ({ sign: '≥', value, of: 'ratio' })
const delayMs = 30

type Rivals = Readonly<Record<'submit' | 'upload' | 'download' | 'claim', readonly Rival[]>>

const atOnce: Rivals = {
  submit: [
    { against: 'the bare SDK, 32 at once', module: 'submit-sdk', parallel: 32, target: atLeast(0.95) },
    { against: 'bare node:http, 32 at once', module: 'submit-http', parallel: 32, target: atLeast(0.6) },
    { against: 'put, head, send one by one', module: 'submit-one-by-one', target: atLeast(4) },
  ],
  upload: [
    { against: 'one bare PUT stream', module: 'upload-bare', target: atLeast(1.2) },
    { against: 'lib-storage, defaults', module: 'upload-lib-storage', target: atLeast(3) },
  ],
  download: [{ against: 'one bare stream to a file', module: 'download-bare', target: atLeast(1.1) }],
  claim: [
    { against: 'sqs-consumer, 8 of them', module: 'claim-sqs-consumer', parallel: 8, target: atLeast(1.2) },
  ],
}

const delayed: Rivals = {
  submit: [{ against: 'bare SDK, 8 at once', module: 'submit-sdk', parallel: 8, target: atLeast(2) }],
  upload: [{ against: 'bare SDK, 8 at once', module: 'upload-sdk', parallel: 8, target: atLeast(2) }],
  download: [{ against: 'bare SDK, 8 at once', module: 'download-sdk', parallel: 8, target: atLeast(2) }],
  claim: [{ against: 'bare SDK, 8 at once', module: 'claim-sdk', parallel: 8, target: atLeast(2) }],
}

/** Submit, upload, download and claim against their peers, on a sink that answers at once. */
export const transfers: Workload = {
  name: 'transfers',
  run: async (context) => {
    if (context.quick) return runAll(context, 0, atOnce)
    const upload = [...atOnce.upload, ...(await toolRivals('upload'))]
    const download = [...atOnce.download, ...(await toolRivals('download'))]
    return runAll(context, 0, { ...atOnce, upload, download })
  },
}

/** The same four where every answer takes its time, as over a real network. */
export const delayedTransfers: Workload = {
  name: 'transfers +30 ms',
  run: (context) => runAll(context, delayMs, delayed),
}

async function runAll(context: Context, delay: number, rivals: Rivals): Promise<readonly Result[]> {
  const { jobs, largeBytes } = sizesOf(context)
  await makeSmallFiles(context.folder, jobs)
  await makeLargeFile(context.folder, largeBytes)
  return onSink(context, delay, async (sink, place) => {
    await sink.seed('/remotejobs-in-bench/seeded', largeBytes)
    const results: Result[] = []
    for (const comparison of comparisonsOn(context, place, rivals, delay)) {
      if (!isWanted(context, comparison.workload)) continue
      const before = await sink.cpuSeconds()
      results.push(...(await compare(context, comparison)))
      context.say(`  (the sink used ${((await sink.cpuSeconds()) - before).toFixed(2)} s of CPU)`)
    }
    return results
  })
}

function comparisonsOn(
  context: Context,
  at: SinkPlace,
  rivals: Rivals,
  delay: number,
): readonly Comparison[] {
  const { jobs, largeBytes, largeMib, largeName, claims } = sizesOf(context)
  const suffix = delay === 0 ? '' : `, +${delay} ms`
  return [
    {
      workload: `submit ${jobs.toLocaleString('en')} × 10 KiB${suffix}`,
      unit: 'jobs/s',
      amount: jobs,
      input: { ...at, size: jobs },
      ours: { module: 'submit-engine' },
      rivals: rivals.submit,
    },
    {
      workload: `upload ${largeName}${suffix}`,
      unit: 'MiB/s',
      amount: largeMib,
      input: { ...at, size: largeBytes },
      ours: { module: 'upload-engine' },
      rivals: rivals.upload,
    },
    {
      workload: `download ${largeName} to disk${suffix}`,
      unit: 'MiB/s',
      amount: largeMib,
      input: { ...at, size: largeBytes },
      ours: { module: 'download-engine' },
      rivals: rivals.download,
    },
    {
      workload: `claim + acknowledge ${claims.toLocaleString('en')}${suffix}`,
      unit: 'jobs/s',
      amount: claims,
      input: { ...at, size: claims },
      ours: { module: 'claim-engine', parallel: delay === 0 ? 8 : 64 },
      rivals: rivals.claim,
    },
  ]
}
