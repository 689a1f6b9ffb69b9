import { utilityProcess } from 'electron'
import type { ChildHandle } from '../local-service/process/child-handle.ts'
import { launchNode } from '../local-service/process/launch-node.ts'

/** Whether this Electron's own Node can run the Local server, which needs Node 24. */
function ownNodeIsNewEnough(): boolean {
  return Number(process.versions.node.split('.')[0]) >= 24
}

/**
 * Starts the Local server in a process of its own: Electron's utility process where its Node is new enough,
 * else the Node that `npm start` names in REMOTEJOB_NODE.
 */
export function launchLocalServer(scriptPath: string, onLog: (line: string) => void): ChildHandle {
  const nodePath = process.env['REMOTEJOB_NODE']
  if (!ownNodeIsNewEnough() && nodePath !== undefined) return launchNode({ nodePath, scriptPath, onLog })
  const child = utilityProcess.fork(scriptPath, [], { serviceName: 'remotejob-local', stdio: 'pipe' })
  child.stderr?.on('data', (chunk: Buffer) => {
    onLog(chunk.toString('utf8').trimEnd())
  })
  let gone = false
  child.once('exit', () => {
    gone = true
  })
  return {
    pid: child.pid,
    postMessage: (message) => {
      if (!gone) child.postMessage(message)
    },
    onMessage: (listener) => {
      child.on('message', listener)
    },
    onExit: (listener) => {
      if (gone) listener()
      else child.once('exit', listener)
    },
    kill: () => {
      // Its own kill() asks politely, which a server that hangs does not hear.
      if (!gone && child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
    },
  }
}
