import { parentPort } from 'node:worker_threads'
import { toWire } from '../errors/engine-error.ts'
import type { ListResponse, ListRequest } from './folder-lister-message.ts'
import { inspectFiles } from './inspect-files.ts'
import { listFolder, type ListOptions } from './walk-folder.ts'

/** The main thread takes about a millisecond to receive this many. */
const filesPerMessage = 1_000

function send(answer: ListResponse): void {
  parentPort?.postMessage(answer)
}

async function list(folder: string, options: ListOptions): Promise<void> {
  const { files, unreadable, linksOut, systemFiles } = await listFolder(folder, options)
  for (let at = 0; at < files.length; at += filesPerMessage) {
    send({ files: files.slice(at, at + filesPerMessage) })
  }
  const entries = unreadable.map(({ relativePath, error }) => ({ relativePath, error: toWire(error) }))
  send({ unreadable: entries, linksOut, systemFiles })
}

async function handle(request: ListRequest): Promise<void> {
  try {
    if ('paths' in request) send({ inspected: inspectFiles(request.paths) })
    else await list(request.folder, request.options)
  } catch (error) {
    send({ error: toWire(error) })
  }
}

parentPort?.on('message', (request: ListRequest) => void handle(request))
