// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { product } from '../package/product.mjs'
import { SetupProblem } from '../setup/project.mjs'

const startTimeoutMs = 60_000

/**
 * @typedef {object} Started
 * @property {string} printed everything that the app has printed
 * @property {string} userData
 */

/**
 * Starts a package with its own user data, waits until its window has been shown and Local is running, passes
 * it to `look`, and quits it.
 *
 * @param {object} wanted
 * @param {readonly string[]} wanted.command
 * @param {NodeJS.ProcessEnv} wanted.env
 * @param {(started: Started) => Promise<void>} [look]
 * @returns {Promise<Started>}
 */
export async function startPackage({ command, env }, look) {
  const config = await mkdtemp(join(tmpdir(), 'remotejob-package-'))
  const userData = join(config, product.name)
  const [program = '', ...args] = command
  // An argument would work too, but not for a program that has been made to run as plain Node.
  const environment = { ...env, XDG_CONFIG_HOME: config }
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const started = { printed: '', userData }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => void (started.printed += chunk))
  }
  try {
    await until(
      () => isRunning(userData),
      child,
      () => started.printed,
    )
    await look?.(started)
    const closed = once(child, 'close', { signal: AbortSignal.timeout(30_000) })
    child.kill('SIGTERM')
    await closed
    return started
  } finally {
    child.kill('SIGKILL')
    await rm(config, { recursive: true, force: true, maxRetries: 5 })
  }
}

/**
 * The services start after the window has been shown. They create the ledger, and store Local's port in the settings.
 *
 * @param {string} userData
 */
export async function isRunning(userData) {
  const ledger = await stat(join(userData, 'ledger.sqlite')).catch(() => null)
  return ledger !== null && (await localResponds(userData))
}

/** @param {string} userData */
async function localResponds(userData) {
  const settings = await readFile(join(userData, 'settings.json'), 'utf8').catch(() => '{}')
  const { localPort } = JSON.parse(settings || '{}')
  if (typeof localPort !== 'number') return false
  // It refuses a request without a signature.
  const response = await fetch(`http://127.0.0.1:${localPort}/`).catch(() => null)
  return response?.status === 403
}

/**
 * @param {() => Promise<boolean>} reached
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => string} printed
 */
export async function until(reached, child, printed) {
  const deadline = Date.now() + startTimeoutMs
  while (!(await reached())) {
    const end = child.exitCode ?? child.signalCode
    if (end !== null) throw new SetupProblem(`It exited with ${end} and printed:\n${printed().trim()}`)
    if (Date.now() > deadline) throw new SetupProblem(`It did not start. It printed:\n${printed().trim()}`)
    await pause(100)
  }
}
