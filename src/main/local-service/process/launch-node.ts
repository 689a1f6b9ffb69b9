import { fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { ChildHandle } from './child-handle.ts'

/** Starts the server script with the given Node (22.13 or newer). `onLog` receives its output line by line. */
export function launchNode(options: {
  readonly nodePath: string
  readonly scriptPath: string
  /** The script's arguments. Default: none. */
  readonly args?: readonly string[]
  readonly onLog: (line: string) => void
}): ChildHandle {
  const child = fork(options.scriptPath, options.args ?? [], {
    execPath: options.nodePath,
    // The server must not inherit flags of this process, such as an inspector port.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: serverEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', options.onLog)
  let gone = false
  const listeners: (() => void)[] = []
  const exited = (): void => {
    if (gone) return
    gone = true
    for (const listener of listeners) listener()
  }
  child.once('exit', exited)
  child.on('error', (error) => {
    options.onLog(error.message)
    if (child.pid === undefined) exited()
  })
  return {
    pid: child.pid,
    postMessage: (message) => {
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void (gone ? listener() : listeners.push(listener)),
    kill: () => void child.kill('SIGKILL'),
  }
}

/** Returns the user's environment without variables that could affect the server, in particular AWS_*. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|NODE_OPTIONS$|ELECTRON_|FAUXQS_)/i.test(name),
  )
  return Object.fromEntries(kept)
}
