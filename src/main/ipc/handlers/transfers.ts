import { EngineError } from '../../engine/errors/engine-error.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `transfers:${string}`>

/** Handles every action on uploads and downloads. */
export function transferHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'transfers:list': async () => (await ready()).transfers.snapshot(),
    'transfers:pause': async ({ transferId }) => {
      ;(await ready()).transfers.pause(transferId)
      return null
    },
    'transfers:resume': async ({ transferId }) => {
      ;(await ready()).transfers.resume(transferId)
      return null
    },
    'transfers:cancel': async ({ transferId }) => {
      ;(await ready()).transfers.cancel(transferId)
      return null
    },
    'transfers:retry': async ({ transferId }) => {
      ;(await ready()).transfers.retry(transferId)
      return null
    },
    'transfers:confirm': async ({ transferId }) => {
      ;(await ready()).transfers.confirm(transferId)
      return null
    },
    'transfers:move': async ({ transferId, to }) => {
      ;(await ready()).transfers.move(transferId, to)
      return null
    },
    'transfers:pause-all': async () => {
      await (await ready()).transfers.pauseAll()
      return null
    },
    'transfers:resume-all': async () => {
      await (await ready()).transfers.resumeAll()
      return null
    },
    'transfers:cancel-all': async () => {
      await (await ready()).transfers.cancelAll()
      return null
    },
    'transfers:retry-all': async () => {
      await (await ready()).transfers.retryAll()
      return null
    },
    'transfers:clear': async () => {
      await (await ready()).transfers.clear()
      return null
    },
    'transfers:show-saved': async ({ transferId }) => {
      const { transfers, desktop } = await ready()
      const path = transfers.savedPath(transferId)
      if (path === null) throw nothingSaved()
      desktop.showInFolder(path)
      return null
    },
  }
}

/** Returns the error for showing a file that was never saved. */
export function nothingSaved(): EngineError {
  return new EngineError('FILE_NOT_FOUND', 'The payload has not been saved yet.', {
    hint: 'Save it first.',
    retryable: false,
  })
}
