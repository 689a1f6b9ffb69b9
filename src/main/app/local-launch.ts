import { utilityProcess } from 'electron'
import type { ChildHandle } from '../local-service/process/child-handle.ts'
import { launchNode } from '../local-service/process/launch-node.ts'

/** True if Electron's Node can run the Local server, which needs Node 24. */
function ownNodeIsNewEnough(): boolean {
  return Number(process.versions.node.split('.')[0]) >= 24
}

/**
 * Starts the Local server in a separate process: an Electron utility process if Electron's Node is
 * new enough, otherwise the Node in REMOTEJOB_NODE, which `npm start` sets.
 */
export function launchLocalServer(scriptPath: string, onLog: (line: string) => void): ChildHandle {
  const nodePath = process.env['REMOTEJOB_NODE']
  if (!ownNodeIsNewEnough() && nodePath !== undefined) return launchNode({ nodePath, scriptPath, onLog })
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
