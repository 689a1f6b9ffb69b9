import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createClients, type EngineClients } from '../../src/main/engine/clients.ts'
import { JobQueue } from '../../src/main/engine/job-queue.ts'
import { Transfers } from '../../src/main/engine/transfers/transfers.ts'
import { Ledger } from '../../src/main/ledger/ledger.ts'
import type { SideInput } from '../sample/side.ts'

const workerUrl = new URL('../../src/main/ledger/ledger-worker.ts', import.meta.url)
const connectionId = 'bench'
const region = 'us-west-1'
/** How often the app hands the list of transfers to its window. */
const pushMs = 100

/** The engine as the app puts it together: its ledger on disk, and a window that looks at the transfers. */
export interface Engine {
  readonly queue: JobQueue
  readonly transfers: Transfers
  readonly clients: EngineClients
  /** Submits files and waits until all are done. */
  submit(paths: readonly string[]): Promise<void>
  /** Uploads a file without a message. */
  store(path: string): Promise<void>
  /** Saves an object into the folder. */
  save(key: string, folder: string, bytes: number): Promise<void>
  close(): Promise<void>
}

export async function openEngine({
  s3Endpoint,
  sqsEndpoint,
  keys,
  queue: name,
  folder,
}: SideInput): Promise<Engine> {
  const clients = createClients({ region, credentials: keys, s3Endpoint, sqsEndpoint })
  const queue = new JobQueue({
    config: { name, layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] },
    clients,
  })
  const ledgerFolder = join(folder, `ledger-${process.pid}`)
  await mkdir(ledgerFolder, { recursive: true })
  const { ledger } = await Ledger.open(join(ledgerFolder, 'ledger.db'), { workerUrl })
  const transfers = new Transfers({ journal: ledger.transfers, queueFor: () => queue })
  let pushing: NodeJS.Timeout | null = null
  transfers.onChange(() => {
    pushing ??= setTimeout(() => {
      pushing = null
      transfers.snapshot()
    }, pushMs)
  })
  const finish = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      const { transfer, error } = await transfers.finished(id)
      if (transfer.state !== 'done')
        throw new Error(`A transfer ended as ${transfer.state}: ${String(error)}`)
    }
    transfers.clear()
  }
  const requestFor = async (path: string): Promise<Parameters<Transfers['submit']>[0]> => {
    const { size } = await stat(path)
    return { queue, connectionId, path, name: path.slice(folder.length + 1), fields: {}, bytesTotal: size }
  }
  await queue.ensure()
  return {
    queue,
    transfers,
    clients,
    async submit(paths) {
      const requests = await Promise.all(paths.map(requestFor))
      await finish(requests.map((request) => transfers.submit(request)))
    },
    async store(path) {
      await finish([transfers.store({ ...(await requestFor(path)), direction: 'in' })])
    },
    async save(key, into, bytes) {
      const target = { folder: into }
      await finish([
        transfers.save({
          queue,
          connectionId,
          direction: 'in',
          key,
          target,
          name: 'saved',
          bytesTotal: bytes,
        }),
      ])
    },
    async close() {
      if (pushing !== null) clearTimeout(pushing)
      await transfers.close()
      await ledger.close()
      clients.close()
      await rm(ledgerFolder, { recursive: true, force: true })
    },
  }
}

/** The files that the bench has laid down, in order. */
export async function filePaths({ folder, size }: SideInput): Promise<string[]> {
  const files = join(folder, 'files')
  return (await readdir(files))
    .toSorted()
    .slice(0, size)
    .map((name) => join(files, name))
}
