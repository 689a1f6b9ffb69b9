import { Worker } from 'node:worker_threads'
import type { WireError } from '../../../shared/errors.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { ListAnswer, ListRequest } from './folder-lister-message.ts'
import type { FolderFile, FolderListing, ListOptions } from './walk-folder.ts'

/**
 * Lists a folder in a thread of its own, because reading and sorting 200,000 names would block the caller for a second.
 * `workerUrl`: of `folder-lister-worker`, built or as source.
 * @throws EngineError as `listFolder` does.
 */
export function listFolderInThread(
  workerUrl: URL,
  folder: string,
  options: ListOptions = {},
): Promise<FolderListing> {
  const workerData: ListRequest = { folder, options }
  const worker = new Worker(workerUrl, { workerData, execArgv: [] })
  const files: FolderFile[] = []
  const listing = new Promise<FolderListing>((resolve, reject) => {
    worker.on('message', (answer: ListAnswer) => {
      if ('error' in answer) reject(errorOf(answer.error))
      else if ('files' in answer) for (const file of answer.files) files.push(file)
      else {
        const unreadable = answer.unreadable.map((entry) => ({ ...entry, error: errorOf(entry.error) }))
        resolve({ files, unreadable, linksOut: answer.linksOut, systemFiles: answer.systemFiles })
      }
    })
    worker.on('error', reject)
    worker.on('exit', () => reject(new EngineError('INTERNAL', 'The folder could not be listed.')))
  })
  return listing.finally(() => void worker.terminate())
}

function errorOf({ code, message, ...options }: WireError): EngineError {
  return new EngineError(code, message, options)
}
