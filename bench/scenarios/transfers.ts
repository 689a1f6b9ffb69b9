import { compare, type Comparison, type ExternalContender } from '../runner/compare.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { makeLargeFile, makeSmallFiles } from './sample-files.ts'
import type { Result, Target } from '../report/result.ts'
import { withMockServer, type ServerInput } from './with-mock-server.ts'
import { cliContenders } from '../clients/cli-contenders.ts'
import { transferSizes } from './transfer-sizes.ts'

const atLeast = (value: number): Target => ({ sign: '≥', value, of: 'ratio' })
const delayMs = 30

type Rivals = Readonly<Record<'submit' | 'upload' | 'download' | 'claim', readonly ExternalContender[]>>

const withoutDelay: Rivals = {
  submit: [
    { against: 'bare SDK, 32 at once', module: 'submit-sdk', parallel: 32, target: atLeast(0.95) },
    { against: 'bare node:http, 32 at once', module: 'submit-http', parallel: 32, target: atLeast(0.7) },
    { against: 'one put, head, send at a time', module: 'submit-one-by-one', target: atLeast(4) },
  ],
  upload: [
    { against: 'a single PUT stream', module: 'upload-bare', target: atLeast(1.4) },
    { against: 'lib-storage with defaults', module: 'upload-lib-storage', target: atLeast(3) },
  ],
  download: [{ against: 'a single GET stream to a file', module: 'download-bare', target: atLeast(1.1) }],
  claim: [{ against: '8 sqs-consumers', module: 'claim-sqs-consumer', parallel: 8, target: atLeast(1.2) }],
}

const delayed: Rivals = {
  submit: [{ against: 'bare SDK, 8 at once', module: 'submit-sdk', parallel: 8, target: atLeast(2) }],
  upload: [{ against: 'bare SDK, 8 at once', module: 'upload-sdk', parallel: 8, target: atLeast(1.8) }],
  download: [{ against: 'bare SDK, 8 at once', module: 'download-sdk', parallel: 8, target: atLeast(1.8) }],
  claim: [{ against: 'bare SDK, 8 at once', module: 'claim-sdk', parallel: 8, target: atLeast(2) }],
}

/** Submit, upload, download and claim against a mock server that responds immediately. */
export const transfers: Scenario = {
  name: 'transfers',
  run: async (context) => {
    if (context.quick) return runAll(context, 0, withoutDelay)
    const submit = [...withoutDelay.submit, ...(await cliContenders('files'))]
    const upload = [...withoutDelay.upload, ...(await cliContenders('upload'))]
    const download = [...withoutDelay.download, ...(await cliContenders('download'))]
    return runAll(context, 0, { ...withoutDelay, submit, upload, download })
  },
}

/** The same four with delayed responses, as over a real network. */
export const delayedTransfers: Scenario = {
  name: 'transfers +30 ms',
  run: (context) => runAll(context, delayMs, delayed),
}

async function runAll(context: Context, delay: number, rivals: Rivals): Promise<readonly Result[]> {
  const { jobs, largeBytes } = transferSizes(context)
  await makeSmallFiles(context.folder, jobs)
  await makeLargeFile(context.folder, largeBytes)
  return withMockServer(context, delay, async (mock, server) => {
    await mock.seed('/remotejobs-in-bench/seeded', largeBytes)
    const results: Result[] = []
    for (const comparison of comparisonsOn(context, server, rivals, delay)) {
      if (!isSelected(context, comparison.workload)) continue
      const before = await mock.cpuSeconds()
      results.push(...(await compare(context, comparison)))
      context.log(`  (the mock server used ${((await mock.cpuSeconds()) - before).toFixed(2)} s of CPU)`)
    }
    return results
  })
}

function comparisonsOn(
  context: Context,
  server: ServerInput,
  rivals: Rivals,
  delay: number,
): readonly Comparison[] {
  const { jobs, largeBytes, largeMib, largeName, claims } = transferSizes(context)
  const suffix = delay === 0 ? '' : `, +${delay} ms`
  return [
    {
      workload: `submit ${jobs.toLocaleString('en')} × 10 KiB${suffix}`,
      unit: 'jobs/s',
      amount: jobs,
      input: { ...server, size: jobs },
      ours: { module: 'submit-engine' },
      rivals: rivals.submit,
      comparesCpu: delay === 0,
    },
    {
      workload: `upload ${largeName}${suffix}`,
      unit: 'MiB/s',
      amount: largeMib,
      input: { ...server, size: largeBytes },
      ours: { module: 'upload-engine' },
      rivals: rivals.upload,
      comparesCpu: delay === 0,
    },
    {
      workload: `download ${largeName} to disk${suffix}`,
      unit: 'MiB/s',
      amount: largeMib,
      input: { ...server, size: largeBytes },
      ours: { module: 'download-engine' },
      rivals: rivals.download,
      comparesCpu: delay === 0,
    },
    {
      workload: `claim + acknowledge ${claims.toLocaleString('en')}${suffix}`,
      unit: 'jobs/s',
      amount: claims,
      input: { ...server, size: claims },
      ours: { module: 'claim-engine', parallel: delay === 0 ? 8 : 64 },
      rivals: rivals.claim,
    },
  ]
}
