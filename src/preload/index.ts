import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channels, events } from '../shared/ipc/channels.ts'
import type { Bridge } from '../shared/ipc/bridge.ts'

const knownChannels: ReadonlySet<string> = new Set(channels)
const knownEvents: ReadonlySet<string> = new Set(events)

const bridge: Bridge = {
  invoke(channel, input) {
    if (!knownChannels.has(channel)) throw new TypeError('There is no such call.')
    return ipcRenderer.invoke(channel, input)
  },
  on(event, listener) {
    if (!knownEvents.has(event)) throw new TypeError('There is no such event.')
    const forward = (_event: unknown, payload: Parameters<typeof listener>[0]): void => listener(payload)
    ipcRenderer.on(event, forward)
    return () => {
      ipcRenderer.off(event, forward)
    }
  },
  grantFiles(files) {
    // The page cannot name this channel, so only a File that a person handed over becomes a path.
    return ipcRenderer.invoke(
      'files:grant',
      files.map((file) => webUtils.getPathForFile(file as File)),
    )
  },
  platform: process.platform,
}

contextBridge.exposeInMainWorld('remotejob', bridge)
