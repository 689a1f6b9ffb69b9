import { app, utilityProcess } from 'electron'
import type { ChildHandle } from '../local-service/process/child-handle.ts'
import { launchNode } from '../local-service/process/launch-node.ts'
import { localServerHost } from './electron-versions.ts'

/** Starts the Local server in its own process. */
export function launchLocalServer(path: string, onLog: (line: string) => void): ChildHandle {
  const host = localServerHost({
    nodeVersion: process.versions.node,
    resources: app.isPackaged ? process.resourcesPath : null,
    env: process.env,
    platform: process.platform,
    scriptPath: path,
  })
  const { scriptPath } = host
  if (host.kind === 'node') return launchNode({ nodePath: host.nodePath, scriptPath, onLog })
  const child = utilityProcess.fork(scriptPath, [], { serviceName: 'remotejob-local', stdio: 'pipe' })
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
