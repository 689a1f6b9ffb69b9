// @ts-check
import { spawn } from 'node:child_process'
import { accessSync, constants as fileConstants } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv }} CommandOptions */

/**
 * Runs a program in this terminal and waits until it exits.
 *
 * Ctrl+C reaches the program directly, because it shares this terminal. This process only has to keep running.
 * Other signals are passed on.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<number>} the exit code, or 128 + n after signal n
 */
export function run(program, args, options = {}) {
  const child = spawn(program, args, { ...options, stdio: 'inherit' })
  /** @type {[NodeJS.Signals, () => void][]} */
  const listeners = [
    ['SIGINT', () => void (process.stdin.isTTY || child.kill('SIGINT'))],
    ['SIGTERM', () => void child.kill('SIGTERM')],
    ['SIGHUP', () => void child.kill('SIGHUP')],
  ]
  for (const [signal, listener] of listeners) process.on(signal, listener)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      for (const [name, listener] of listeners) process.off(name, listener)
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}

/**
 * Runs a program and captures its output.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} the code is 127 if the program cannot be started
 */
export function capture(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => void (output += chunk.toString())
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', (error) => resolve({ code: 127, output: error.message }))
    child.once('close', (code, signal) =>
      resolve({ code: code ?? 128 + (signal ? constants.signals[signal] : 0), output }),
    )
  })
}

/** @param {string} program */
export function isOnPath(program) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), fileConstants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
