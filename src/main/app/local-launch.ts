import { utilityProcess } from 'electron'
import { type ChildHandle, launchNode } from '../local-service/launch-node.ts'

/** Whether this Electron's own Node can run the Local server, which needs Node 24. */
function ownNodeIsNewEnough(): boolean {
  return Number(process.versions.node.split('.')[0]) >= 24
}

/**
 * Starts the Local server in a process of its own: Electron's utility process where its Node is new enough,
 * else the Node that `npm start` names in REMOTEJOB_NODE.
 */
export function launchLocalServer(script: string, onLog: (line: string) => void): ChildHandle {
  const node = process.env['REMOTEJOB_NODE']
  if (!ownNodeIsNewEnough() && node !== undefined) return launchNode({ node, script, onLog })
  const child = utilityProcess.fork(script, [], { serviceName: 'remotejob-local', stdio: 'pipe' })
  child.stderr?.on('data', (chunk: Buffer) => {
    onLog(chunk.toString('utf8').trimEnd())
  })
  return {
    get pid() {
      return child.pid
    },
    postMessage(message) {
      child.postMessage(message)
    },
    onMessage(listener) {
      child.on('message', listener)
    },
    onExit(listener) {
      child.on('exit', (code) => {
        listener(code)
      })
    },
    kill() {
      child.kill()
    },
  }
}
