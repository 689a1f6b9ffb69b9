// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { SetupProblem } from '../setup/project.mjs'

/** @typedef {{ env?: NodeJS.ProcessEnv }} Options */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

// unshare blocks SIGINT and SIGTERM while it waits for its command.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130))

/**
 * Starts a program that is killed when this process exits.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Options} [options]
 */
export function spawnOwned(program, args, options = {}) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>} the exit code; the output goes to this terminal
 */
export async function runOwned(program, args, options) {
  const child = spawnOwned(program, args, options)
  child.stdout.pipe(process.stdout, { end: false })
  child.stderr.pipe(process.stderr, { end: false })
  const [code] = await once(child, 'close')
  return code ?? 1
}

/**
 * Runs a program. Its output is shown only if it fails.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Options} [options]
 */
export async function quietly(program, args, options) {
  const child = spawnOwned(program, args, options)
  const printed = collect(child)
  const [code] = await once(child, 'close')
  if (code === 0) return
  const end = printed().trim().split('\n').slice(-20).join('\n')
  throw new SetupProblem(`${program} ${args.at(-1) ?? ''} failed:\n${end}`)
}

/**
 * Collects the output of a process.
 *
 * @param {ReturnType<typeof spawnOwned>} child
 * @returns {() => string} returns the output so far
 */
export function collect(child) {
  let text = ''
  child.stdout.on('data', (chunk) => void (text += chunk))
  child.stderr.on('data', (chunk) => void (text += chunk))
  return () => text
}
