import type { Bridge } from '../shared/ipc/bridge.ts'

declare global {
  interface Window {
    /** Exposed by the preload. Only `ipc/` may use it. */
    readonly remotejob: Bridge
  }
}
