import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channels, events } from '../shared/ipc/channels.ts'
import type { Bridge } from '../shared/ipc/bridge.ts'
import { inputProblem } from '../shared/ipc/plain-input.ts'
import type { Reply } from '../shared/ipc/contract.ts'
import type { GrantResult } from '../shared/files/granted-files.ts'
import { addGrants, noGrants } from '../shared/ipc/join-grants.ts'

// The page supplies every argument below. Nothing here may call their methods or use their
// iterators, because an array with its own `map` could name any path.

const knownChannels: ReadonlySet<unknown> = new Set(channels)
const knownEvents: ReadonlySet<unknown> = new Set(events)
/** The number of paths per message. Main refuses larger messages. */
const filesPerMessage = 5_000
const charactersPerMessage = 2_000_000

const bridge: Bridge = {
  async invoke(channel, input) {
    if (typeof channel !== 'string' || !knownChannels.has(channel)) return badRequest('Unknown call.')
    // Main checks this too. Refusing here spares main a large input.
    if (inputProblem(input) !== null)
      return badRequest('The input of this call is too large or not plain data.')
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
    if (paths === null) return badRequest('Only files are accepted.')
    // The page cannot call this channel itself, so only a File from the user becomes a path.
    return grantInMessages(paths)
  },
  platform: process.platform,
}

contextBridge.exposeInMainWorld('remotejob', bridge)

/** Returns the index after a message's last path. */
function endOfMessage(paths: readonly string[], start: number): number {
  let characters = 0
  let end = start
  while (end < paths.length && end - start < filesPerMessage && characters < charactersPerMessage) {
    characters += paths[end]?.length ?? 0
    end += 1
  }
  return end
}

/** Sends the paths in messages that main accepts, and joins the replies. */
async function grantInMessages(paths: readonly string[]): Promise<Reply<GrantResult>> {
  const all = noGrants()
  for (let start = 0; start === 0 || start < paths.length;) {
    const end = endOfMessage(paths, start)
    const part = paths.slice(start, end)
    start = Math.max(end, start + 1)
    const reply = (await ipcRenderer.invoke('files:grant', part)) as Reply<GrantResult>
    if (!reply.ok) return reply
    addGrants(all, reply.value)
  }
  return { ok: true, value: all }
}

/**
 * Returns each file's path, '' for files created by the page. Returns `null` for anything but
 * an array of files.
 */
function pathsOf(files: unknown): string[] | null {
  if (!Array.isArray(files)) return null
  // A proxy of an array passes the check above and can return anything here.
  const length: unknown = files.length
  if (typeof length !== 'number') return null
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
