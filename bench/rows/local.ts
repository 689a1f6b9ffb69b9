import { join } from 'node:path'
import { createClients } from '../../src/main/engine/clients.ts'
import { JobQueue } from '../../src/main/engine/job-queue.ts'
import { launchNode } from '../../src/main/local-service/process/launch-node.ts'
import { LocalService } from '../../src/main/local-service/process/local-service.ts'
import { compare, type Comparison, type Rival } from '../compare.ts'
import { isWanted, type Context, type Workload } from '../context.ts'
import { makeLargeFile, makeSmallFiles } from '../files.ts'
import type { Result } from '../result.ts'
import type { SideInput } from '../sample/side.ts'

const mib = 1_048_576
const script = join(import.meta.dirname, '../../src/main/local-service/process/server.ts')
const keys = {
  accessKeyId: 'LOCALABCDEFGHIJKLMNO',
  secretAccessKey: 'abcdefghijklmnopqrstuvwxyz0123456789+/AB',
}
const jobs = 1_000
const largeMib = 256
const claims = 2_000

/** The transfer rows on Local's own servers, which cost more than the client does. For information. */
export const local: Workload = {
  name: 'on Local',
  async run(context) {
    const wanted = comparisons.filter(({ workload }) => isWanted(context, workload))
    if (context.quick || wanted.length === 0) return []
    // A file of its own: the large one of the other rows may be there.
    const folder = join(context.folder, 'local')
    await makeSmallFiles(folder, jobs)
    await makeLargeFile(folder, largeMib * mib)
    return onLocal(context, folder, async (place) => {
      const results: Result[] = []
      for (const { size, ...comparison } of wanted) {
        const input = { ...place, size }
        results.push(...(await compare({ ...context, samples: 3 }, { ...comparison, input })))
      }
      return results
    })
  },
}

const informed = (against: string, module: string, parallel = 1): Rival => ({
  against,
  module,
  parallel,
  target: null,
})

const comparisons: readonly (Omit<Comparison, 'input'> & { readonly size: number })[] = [
  {
    workload: `submit ${jobs.toLocaleString('en')} × 10 KiB, on Local`,
    unit: 'jobs/s',
    amount: jobs,
    size: jobs,
    ours: { module: 'submit-engine' },
    rivals: [informed('the bare SDK, 32 at once', 'submit-sdk', 32)],
  },
  {
    workload: `upload ${largeMib} MiB, on Local`,
    unit: 'MiB/s',
    amount: largeMib,
    size: largeMib * mib,
    ours: { module: 'upload-engine' },
    rivals: [informed('lib-storage, defaults', 'upload-lib-storage')],
  },
  {
    workload: `download ${largeMib} MiB, on Local`,
    unit: 'MiB/s',
    amount: largeMib,
    size: largeMib * mib,
    ours: { module: 'download-engine' },
    rivals: [informed('bare SDK, 8 at once', 'download-sdk', 8)],
  },
  {
    workload: `claim + acknowledge ${claims.toLocaleString('en')}, on Local`,
    unit: 'jobs/s',
    amount: claims,
    size: claims,
    ours: { module: 'claim-engine', parallel: 8 },
    rivals: [informed('sqs-consumer, 8 of them', 'claim-sqs-consumer', 8)],
  },
]

async function onLocal<T>(
  { diskFolder, say }: Context,
  folder: string,
  work: (place: Omit<SideInput, 'size' | 'parallel'>) => Promise<T>,
): Promise<T> {
  const service = new LocalService({
    dataFolder: join(diskFolder, 'local'),
    preferredPort: 0,
    keys,
    launch: () => launchNode({ nodePath: process.execPath, scriptPath: script, onLog: say }),
    onChange: () => undefined,
  })
  try {
    const { endpoint } = await service.start()
    if (endpoint === null) throw new Error('Local did not start.')
    const place = { s3Endpoint: endpoint, sqsEndpoint: endpoint, keys, queue: 'bench', folder }
    await seed(place)
    return await work({ ...place, seeding: 'calls' })
  } finally {
    await service.stop({ deadlineMs: 5_000 })
  }
}

/** Makes the job queue and the object that is downloaded. */
async function seed(place: {
  readonly s3Endpoint: string
  readonly queue: string
  readonly folder: string
}): Promise<void> {
  const { s3Endpoint, queue: name, folder } = place
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
