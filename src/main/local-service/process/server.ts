import { join } from 'node:path'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { detach } from '../detached.ts'
import { ChangeReports } from './change-reports.ts'
import { createHttpServer } from './http-server.ts'
import type { Services } from './http-server.ts'
import { listen } from './listen.ts'
import { serverRequest } from './messages.ts'
import type { ServerMessage, ServerOptions, ServerReply } from './messages.ts'
import { earlyOptions } from './early-start.ts'
import { ObjectServer } from '../s3/object-server.ts'
import { QueueService } from '../sqs/queue-service.ts'

/** How long a predecessor that was just killed may still hold a port or a folder. */
const retryMs = 3_000

/** The channel to the main process: Electron's port or Node's IPC channel, with the same messages. */
type ParentChannel = {
  send(message: ServerMessage): void
  onMessage(listener: (message: unknown) => void): void
  onGone(listener: () => void): void
}

type ElectronPort = {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
}

let stop: () => Promise<void> = async () => undefined
const line = parentChannel()
// Without its parent, nothing would ever stop this process. Every confirmed write is already on disk.
line.onGone(() => process.exit(0))
line.onMessage((message) => {
  const request = serverRequest.parse(message)
  if (request.type === 'stop') detach(stop().finally(() => process.exit(0)))
  else detach(reply(request.options))
})
/** True once the main process knows that the server is ready. */
let isReady = false
const reports = new ChangeReports(() => {
  if (isReady) line.send({ type: 'queues-changed' })
})
const [, , userData] = process.argv
const ahead = userData === undefined ? null : startEarly(userData)

/** Starts the server early, before the app requests it. */
async function startEarly(
  folder: string,
): Promise<{ readonly options: ServerOptions; readonly reply: ServerReply } | null> {
  const options = await earlyOptions(folder)
  return options === null ? null : { options, reply: await start(options) }
}

async function reply(options: ServerOptions): Promise<void> {
  const message = await replyTo(options)
  line.send(message)
  isReady = message.type === 'ready'
}

async function replyTo(options: ServerOptions): Promise<ServerReply> {
  const early = await ahead
  if (early === null) return start(options)
  // The options have changed. The app starts a new process with the current ones.
  if (!isDeepStrictEqual(early.options, options)) process.exit(1)
  return early.reply
}

async function start(options: ServerOptions): Promise<ServerReply> {
  let services: Services | null = null
  const server = createHttpServer(options, () => services)
  try {
    const port = await retryWhile('EADDRINUSE', () => listen(server, options.port))
    writableFolder(options.dataFolder)
    const base = `http://127.0.0.1:${port}`
    // Open the queues first: they lock the data folder, and the objects rely on that lock.
    const queues = await retryWhile('ERR_SQLITE_ERROR', () =>
      QueueService.open(join(options.dataFolder, 'sqs'), options.region, base, () => reports.changed()),
    )
    const objects = await ObjectServer.open(join(options.dataFolder, 's3'))
    services = { objects, queues }
    stop = async () => {
      server.close()
      server.closeAllConnections()
      queues.close()
    }
    return { type: 'ready', port }
  } catch (error) {
    server.close()
    return {
      type: 'failed',
      code: failureCode(error),
      detail: error instanceof Error ? error.message : String(error),
    }
  }
}

/** Retries while `attempt` fails with `code`, for up to `patienceMs`. */
async function retryWhile<T>(code: string, attempt: () => T | Promise<T>): Promise<T> {
  const deadlineMs = Date.now() + retryMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (codeOf(error) !== code || Date.now() >= deadlineMs) throw error
      await delay(100)
    }
  }
}

function writableFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  accessSync(folder, constants.W_OK)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function failureCode(error: unknown): 'LOCAL_PORT_TAKEN' | 'LOCAL_FOLDER_UNWRITABLE' | 'INTERNAL' {
  const code = codeOf(error)
  // EACCES on a port means that it is reserved. Windows reserves whole ranges.
  const listening = error instanceof Error && 'syscall' in error && error.syscall === 'listen'
  if (code === 'EADDRINUSE' || (listening && code === 'EACCES')) return 'LOCAL_PORT_TAKEN'
  const unwritable = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ENOSPC', 'ERR_SQLITE_ERROR']
  return unwritable.includes(code) ? 'LOCAL_FOLDER_UNWRITABLE' : 'INTERNAL'
}

function parentChannel(): ParentChannel {
  const port = (process as NodeJS.Process & { readonly parentPort?: ElectronPort }).parentPort
  if (port !== undefined) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
      onGone: (listener) => port.on('close', listener),
    }
  }
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
    onGone: (listener) => void process.on('disconnect', listener),
  }
}
