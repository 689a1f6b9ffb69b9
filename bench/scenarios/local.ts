import { join } from 'node:path'
import { createClients } from '../../src/main/engine/aws/transport/clients.ts'
import { JobQueue } from '../../src/main/engine/job-queue/job-queue.ts'
import { launchNode } from '../../src/main/local-service/process/launch-node.ts'
import { LocalService } from '../../src/main/local-service/process/local-service.ts'
import { compare, type Comparison, type ExternalContender } from '../runner/compare.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { makeLargeFile, makeSmallFiles } from './sample-files.ts'
import type { Result } from '../report/result.ts'
import type { ServerInput } from './with-mock-server.ts'

const mib = 1_048_576
const script = join(import.meta.dirname, '../../src/main/local-service/process/server.ts')
const keys = {
  accessKeyId: 'LOCALABCDEFGHIJKLMNO',
  secretAccessKey: 'abcdefghijklmnopqrstuvwxyz0123456789+/AB',
}
const jobs = 1_000
const manyJobs = 10_000
const largeMib = 512
const claims = 10_000

/**
 * The transfer scenarios on the Local server, which flushes everything to the disk of the system's temporary
 * folder before it responds. The targets are two and three times the speed of version 0.1.
 */
export const local: Scenario = {
  name: 'on Local',
  async run(context) {
    const wanted = comparisons.filter(({ workload }) => isSelected(context, workload))
    if (context.quick || wanted.length === 0) return []
    // A separate folder, because the large file of the other scenarios has another size.
    const folder = join(context.folder, 'local')
    await makeSmallFiles(folder, manyJobs)
    await makeLargeFile(folder, largeMib * mib)
    return onLocal(context, folder, async (server) => {
      const results: Result[] = []
      for (const { size, ...comparison } of wanted) {
        const input = { ...server, size }
        results.push(...(await compare({ ...context, samples: 3 }, { ...comparison, input })))
      }
      return results
    })
  },
}

const rival = (
  against: string,
  module: string,
  parallel: number,
  least: number | null = null,
): ExternalContender => ({
  against,
  module,
  parallel,
  target: least === null ? null : { sign: '≥', value: least, of: 'ours' },
})

type LocalComparison = Omit<Comparison, 'input'> & { readonly size: number }

const submit = (count: number, least: number): LocalComparison => ({
  workload: `submit ${count.toLocaleString('en')} × 10 KiB, on Local`,
  unit: 'jobs/s',
  amount: count,
  size: count,
  ours: { module: 'submit-engine' },
  rivals: [rival('bare SDK, 32 at once', 'submit-sdk', 32, least)],
})

const comparisons: readonly LocalComparison[] = [
  submit(jobs, 1_000),
  submit(manyJobs, 1_000),
  {
    workload: `upload ${largeMib} MiB, on Local`,
    unit: 'MiB/s',
    amount: largeMib,
    size: largeMib * mib,
    ours: { module: 'upload-engine' },
    rivals: [rival('lib-storage with defaults', 'upload-lib-storage', 1, 674)],
  },
  {
    workload: `download ${largeMib} MiB, on Local`,
    unit: 'MiB/s',
    amount: largeMib,
    size: largeMib * mib,
    ours: { module: 'download-engine' },
    rivals: [rival('bare SDK, 8 at once', 'download-sdk', 8, 1_512)],
  },
  {
    workload: `claim + acknowledge ${claims.toLocaleString('en')}, on Local`,
    unit: 'jobs/s',
    amount: claims,
    size: claims,
    ours: { module: 'claim-engine', parallel: 8 },
    rivals: [rival('8 sqs-consumers', 'claim-sqs-consumer', 8, 9_915)],
  },
]

async function onLocal<T>(
  { diskFolder, log }: Context,
  folder: string,
  work: (server: ServerInput) => Promise<T>,
): Promise<T> {
  const service = new LocalService({
    dataFolder: join(diskFolder, 'local'),
    preferredPort: 0,
    keys,
    launch: () => launchNode({ nodePath: process.execPath, scriptPath: script, onLog: log }),
    onChange: () => undefined,
  })
  try {
    const { endpoint } = await service.start()
    if (endpoint === null) throw new Error('Local did not start.')
    const server = { s3Endpoint: endpoint, sqsEndpoint: endpoint, keys, queue: 'bench', folder }
    await seed(server)
    return await work({ ...server, seeding: 'requests' })
  } finally {
    await service.stop({ deadlineMs: 5_000 })
  }
}

/** Creates the job queue and stores the object to download. */
async function seed({ s3Endpoint, queue: name, folder }: ServerInput): Promise<void> {
  const clients = createClients({
    region: 'us-west-1',
    credentials: keys,
    s3Endpoint,
    sqsEndpoint: s3Endpoint,
  })
  const statuses = ['pending', 'inprogress', 'completed']
  const queue = new JobQueue({ config: { name, layout: 'in-out', statuses }, clients })
  await queue.ensure()
  await queue.store('in', { key: 'seeded', body: { path: join(folder, 'large') } })
  clients.close()
}
