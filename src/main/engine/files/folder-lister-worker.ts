import { parentPort, workerData } from 'node:worker_threads'
import { toWire } from '../errors/engine-error.ts'
import type { ListAnswer, ListRequest } from './folder-lister-message.ts'
import { listFolder } from './walk-folder.ts'

/** The main thread takes about a millisecond to receive so many. */
const filesPerMessage = 1_000

const { folder, options } = workerData as ListRequest

function send(answer: ListAnswer): void {
  parentPort?.postMessage(answer)
}

try {
  const { files, unreadable, linksOut, systemFiles } = await listFolder(folder, options)
  for (let at = 0; at < files.length; at += filesPerMessage) {
    send({ files: files.slice(at, at + filesPerMessage) })
  }
  const entries = unreadable.map(({ relativePath, error }) => ({ relativePath, error: toWire(error) }))
  send({ unreadable: entries, linksOut, systemFiles })
} catch (error) {
  send({ error: toWire(error) })
}
