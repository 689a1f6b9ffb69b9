import { Worker } from 'node:worker_threads'
import type { WireError } from '../../../shared/errors.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { ListResponse, ListRequest } from './folder-lister-message.ts'
import type { Inspected } from './inspect-files.ts'
import type { FolderFile, FolderListing, ListOptions } from './walk-folder.ts'

/**
 * Lists a folder in its own thread, because reading and sorting 200,000 names would block the caller for a
 * second. `workerUrl` is the built script `folder-lister-worker` or its source.
 *
 * @throws EngineError like `listFolder`.
 */
export function listFolderInThread(
  workerUrl: URL,
  folder: string,
  options: ListOptions = {},
): Promise<FolderListing> {
  const files: FolderFile[] = []
  return inThread<FolderListing>(workerUrl, { folder, options }, (response, resolve) => {
    if ('files' in response) for (const file of response.files) files.push(file)
    else if ('unreadable' in response) {
      const unreadable = response.unreadable.map((entry) => ({ ...entry, error: errorOf(entry.error) }))
      resolve({ files, unreadable, linksOut: response.linksOut, systemFiles: response.systemFiles })
    }
  })
}

/**
 * Examines many paths in its own thread, because examining 10,000 paths through Node's thread pool takes the
 * caller seconds. `workerUrl` is the built script `folder-lister-worker` or its source.
 */
export function inspectFilesInThread(
  workerUrl: URL,
  paths: readonly string[],
): Promise<readonly Inspected[]> {
  return inThread<readonly Inspected[]>(workerUrl, { paths }, (response, resolve) => {
    if ('looked' in response) resolve(response.looked)
  })
}

/** Starts a thread, passes its responses to `take`, and stops it once `take` has resolved. */
function inThread<T>(
  workerUrl: URL,
  workerData: ListRequest,
  take: (
    response: Exclude<ListResponse, { readonly error: WireError }>,
    resolve: (result: T) => void,
  ) => void,
): Promise<T> {
  const worker = new Worker(workerUrl, { workerData, execArgv: [] })
  const result = new Promise<T>((resolve, reject) => {
    worker.on('message', (response: ListResponse) => {
      if ('error' in response) reject(errorOf(response.error))
      else take(response, resolve)
    })
    worker.on('error', reject)
    worker.on('exit', () => reject(new EngineError('INTERNAL', 'The files could not be read.')))
  })
  return result.finally(() => void worker.terminate())
}

function errorOf({ code, message, ...options }: WireError): EngineError {
  return new EngineError(code, message, options)
}
