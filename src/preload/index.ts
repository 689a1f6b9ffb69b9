import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channels, events } from '../shared/ipc/channels.ts'
import type { Bridge } from '../shared/ipc/bridge.ts'
import type { Reply } from '../shared/ipc/contract.ts'

// The page supplies every argument below. Nothing here may call their methods or use their iterators: an
// array with its own `map` could name any path.

const knownChannels: ReadonlySet<unknown> = new Set(channels)
const knownEvents: ReadonlySet<unknown> = new Set(events)
const maxFiles = 10_000

const bridge: Bridge = {
  async invoke(channel, input) {
    if (typeof channel !== 'string' || !knownChannels.has(channel)) return badRequest('Unknown call.')
    try {
      return await ipcRenderer.invoke(channel, input)
    } catch {
      return badRequest('The call could not be sent.')
    }
  },
  on(event, listener) {
    if (typeof event !== 'string' || !knownEvents.has(event)) throw new TypeError('Unknown event.')
    if (typeof listener !== 'function') throw new TypeError('The listener must be a function.')
    const forward = (_event: unknown, payload: Parameters<typeof listener>[0]): void => listener(payload)
    ipcRenderer.on(event, forward)
    return () => {
      ipcRenderer.off(event, forward)
    }
  },
  async grantFiles(files) {
    const paths = pathsOf(files)
    if (paths === null)
      return badRequest(`Up to ${maxFiles} files can be added at once. Other objects are not accepted.`)
    // The page cannot call this channel itself, so only a File from the user becomes a path.
    return ipcRenderer.invoke('files:grant', paths)
  },
  platform: process.platform,
}

contextBridge.exposeInMainWorld('remotejob', bridge)

/** The path of each file, '' for files created by the page; `null` for anything but an array of files. */
function pathsOf(files: unknown): string[] | null {
  if (!Array.isArray(files)) return null
  // A proxy of an array passes the check above and can return anything here.
  const length: unknown = files.length
  if (typeof length !== 'number' || !(length <= maxFiles)) return null
  const paths: string[] = []
  try {
    for (let index = 0; index < length; index += 1) {
      // Throws for anything but a File and ignores properties that the page can set.
      paths[index] = webUtils.getPathForFile(files[index] as File)
    }
  } catch {
    return null
  }
  return paths
}

function badRequest(message: string): Reply<never> {
  return { ok: false, error: { code: 'BAD_REQUEST', message, hint: 'Reload the window.', retryable: false } }
}
