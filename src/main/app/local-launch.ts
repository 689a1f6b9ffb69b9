import { app, utilityProcess } from 'electron'
import type { ChildHandle } from '../local-service/process/child-handle.ts'
import { launchNode } from '../local-service/process/launch-node.ts'
import { localServerHost } from './electron-versions.ts'

/**
 * Starts the Local server in its own process. If given the app's data folder, it starts listening without
 * waiting for the app's message.
 */
export function launchLocalServer(
  path: string,
  onLog: (line: string) => void,
  userData: string | null = null,
): ChildHandle {
  const args = userData === null ? [] : [userData]
  const host = localServerHost({
    nodeVersion: process.versions.node,
    resources: app.isPackaged ? process.resourcesPath : null,
    env: process.env,
    platform: process.platform,
    scriptPath: path,
  })
  const { scriptPath } = host
  if (host.kind === 'node') return launchNode({ nodePath: host.nodePath, scriptPath, args, onLog })
  const child = utilityProcess.fork(scriptPath, args, { serviceName: 'remotejob-local', stdio: 'pipe' })
  child.stderr?.on('data', (chunk: Buffer) => {
    onLog(chunk.toString('utf8').trimEnd())
  })
  let exited = false
  child.once('exit', () => {
    exited = true
  })
  return {
    pid: child.pid,
    postMessage: (message) => {
      if (!exited) child.postMessage(message)
    },
    onMessage: (listener) => {
      child.on('message', listener)
    },
    onExit: (listener) => {
      if (exited) listener()
      else child.once('exit', listener)
    },
    kill: () => {
      // child.kill() sends SIGTERM, which a hanging server may not handle.
      if (!exited && child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
    },
  }
}

/** The Local server while the window opens, before the rest of the app is loaded. */
export class EarlyLocal {
  #child: ChildHandle | null = null
  #isTaken = false
  readonly #lines: string[] = []
  #onLog = (line: string): void => void this.#lines.push(line)

  /** Starts the server, unless the app has already started it. `path` is its built script. */
  start(path: string, userData: string): void {
    if (this.#isTaken || this.#child !== null) return
    try {
      this.#child = launchLocalServer(path, (line) => this.#onLog(line), userData)
    } catch {
      // Once it is loaded, the app tries again and reports any failure.
    }
  }

  /** Hands over the server's process, or returns `null` if there is none. `onLog` receives all its output. */
  take(onLog: (line: string) => void): ChildHandle | null {
    const child = this.#child
    this.#child = null
    this.#isTaken = true
    if (child === null) return null
    for (const line of this.#lines) onLog(line)
    this.#onLog = onLog
    return child
  }
}
