import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createClients, type EngineClients } from '../../src/main/engine/aws/transport/clients.ts'
import { TransferThreads } from '../../src/main/engine/aws/threads/transfer-threads.ts'
import { SmallFileReader } from '../../src/main/engine/files/small-file-reader.ts'
import { JobQueue } from '../../src/main/engine/job-queue/job-queue.ts'
import { noConnections } from '../../src/main/engine/transfers/connection-lookup.ts'
import { Transfers } from '../../src/main/engine/transfers/transfers.ts'
import { Ledger } from '../../src/main/ledger/ledger.ts'
import type { ContenderInput } from '../runner/contender.ts'

/** The built scripts, because a thread that has to remove types from its source takes twice the memory. */
const workerUrl = new URL('../../out/main/ledger-worker.js', import.meta.url)
const readerUrl = new URL('../../out/main/file-reader-worker.js', import.meta.url)
const transferUrl = new URL('../../out/main/transfer-worker.js', import.meta.url)
const connectionId = 'bench'
const region = 'us-west-1'
/** How often the app sends the list of transfers to its window. */
const pushMs = 100

/** What the app has read of a dropped file before it is submitted. */
export interface DroppedFile {
  readonly path: string
  readonly bytes: number
}

/** The engine as composed by the app: with a ledger on disk, and a window that displays the transfers. */
export interface Engine {
  readonly queue: JobQueue
  readonly transfers: Transfers
  readonly clients: EngineClients
  /** Submits files. Resolves when all are done. */
  submit(files: readonly DroppedFile[]): Promise<void>
  /** Uploads a file without a message. */
  store(file: DroppedFile): Promise<void>
  /** Saves an object to a folder. */
  save(key: string, folder: string, bytes: number): Promise<void>
  close(): Promise<void>
}

export async function openEngine({
  s3Endpoint,
  sqsEndpoint,
  keys,
  queue: name,
  folder,
}: ContenderInput): Promise<Engine> {
  const clients = createClients({ region, credentials: keys, s3Endpoint, sqsEndpoint })
  const queue = new JobQueue({
    config: { name, layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] },
    clients,
  })
  const ledgerFolder = join(folder, `ledger-${process.pid}`)
  await mkdir(ledgerFolder, { recursive: true })
  const { ledger } = await Ledger.open(join(ledgerFolder, 'ledger.db'), { workerUrl })
  const reader = new SmallFileReader(readerUrl)
  const threads = new TransferThreads(transferUrl)
  const transfers = new Transfers({
    journal: ledger.transfers,
    reader,
    threads,
    connections: { ...noConnections, queueOn: () => queue },
  })
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
        throw new Error(`A transfer finished as ${transfer.state}: ${String(error)}`)
    }
    await transfers.clear()
  }
  const requestFor = ({ path, bytes }: DroppedFile): Parameters<Transfers['submit']>[0] => {
    const name = path.slice(folder.length + 1)
    return { queue, connectionId, path, name, fields: {}, bytesTotal: bytes }
  }
  await queue.ensure()
  return {
    queue,
    transfers,
    clients,
    async submit(files) {
      await finish(files.map((file) => transfers.submit(requestFor(file))))
    },
    async store(file) {
      await finish([transfers.store({ ...requestFor(file), direction: 'in' })])
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
      await reader.close()
      await threads.close()
      clients.close()
      await rm(ledgerFolder, { recursive: true, force: true })
    },
  }
}

/** Returns the paths of the first `size` sample files, in order. */
export async function filePaths({ folder, size }: ContenderInput): Promise<string[]> {
  const files = join(folder, 'files')
  return (await readdir(files))
    .toSorted()
    .slice(0, size)
    .map((name) => join(files, name))
}

/** Stats the files, as the app does when they are dropped. */
export async function statDropped(paths: readonly string[]): Promise<DroppedFile[]> {
  return Promise.all(paths.map(async (path) => ({ path, bytes: (await stat(path)).size })))
}
