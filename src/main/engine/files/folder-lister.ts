import { Worker } from 'node:worker_threads'
import type { WireError } from '../../../shared/errors.ts'
import { afterTimeout } from '../async/timer.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { ListResponse, ListRequest } from './folder-lister-message.ts'
import type { Inspected } from './inspect-files.ts'
import type { FolderFile, FolderListing, ListOptions } from './walk-folder.ts'

/** How long a thread is kept for the next request, in milliseconds. Starting one takes longer than a small folder. */
const keptMs = 2_000

/** A response other than an error. */
type Found = Exclude<ListResponse, { readonly error: WireError }>

/**
 * Lists folders and examines files in separate threads, because reading and sorting 200,000 names would block the
 * caller for a second. Each concurrent request has its own thread.
 */
export class FolderLister {
  readonly #workerUrl: URL
  readonly #idle: Worker[] = []
  #cancelStop: () => void = () => undefined

  /** `workerUrl` is the script `folder-lister-worker`, built or as source. */
  constructor(workerUrl: URL) {
    this.#workerUrl = workerUrl
  }

  /** @throws EngineError like `listFolder`. */
  list(folder: string, options: ListOptions = {}): Promise<FolderListing> {
    const files: FolderFile[] = []
    return this.#inThread<FolderListing>({ folder, options }, (response, resolve) => {
      if ('files' in response) for (const file of response.files) files.push(file)
      else if ('unreadable' in response) {
        const unreadable = response.unreadable.map((entry) => ({ ...entry, error: errorOf(entry.error) }))
        resolve({ files, unreadable, linksOut: response.linksOut, systemFiles: response.systemFiles })
      }
    })
  }

  /** Examines many paths. Through Node's thread pool, 10,000 of them would take the caller seconds. */
  inspect(paths: readonly string[]): Promise<readonly Inspected[]> {
    return this.#inThread<readonly Inspected[]>({ paths }, (response, resolve) => {
      if ('inspected' in response) resolve(response.inspected)
    })
  }

  /** Sends a request to an idle thread, or to a new one. `take` receives its responses and resolves the result. */
  #inThread<T>(
    request: ListRequest,
    take: (response: Found, resolve: (result: T) => void) => void,
  ): Promise<T> {
    const worker = this.#idle.pop() ?? new Worker(this.#workerUrl, { execArgv: [] })
    worker.removeAllListeners()
    worker.ref()
    return new Promise<T>((resolve, reject) => {
      const end = (isUsable: boolean): void => {
        worker.removeAllListeners()
        if (isUsable) this.#keep(worker)
        else void worker.terminate()
      }
      const fail = (error: Error): void => {
        end(false)
        reject(error)
      }
      worker.on('message', (response: ListResponse) => {
        if ('error' in response) {
          end(true)
          reject(errorOf(response.error))
          return
        }
        take(response, (result) => {
          end(true)
          resolve(result)
        })
      })
      worker.on('error', fail)
      worker.on('exit', () => fail(new EngineError('INTERNAL', 'The files could not be read.')))
      worker.postMessage(request)
    })
  }

  #keep(worker: Worker): void {
    worker.unref()
    // A thread that has ended cannot be used again.
    worker.on('error', () => this.#drop(worker))
    worker.on('exit', () => this.#drop(worker))
    this.#idle.push(worker)
    this.#cancelStop()
    this.#cancelStop = afterTimeout(keptMs, () => {
      for (const idle of this.#idle.splice(0)) {
        idle.removeAllListeners()
        void idle.terminate()
      }
    })
  }

  #drop(worker: Worker): void {
    const at = this.#idle.indexOf(worker)
    if (at !== -1) this.#idle.splice(at, 1)
  }
}

function errorOf({ code, message, ...options }: WireError): EngineError {
  return new EngineError(code, message, options)
}
