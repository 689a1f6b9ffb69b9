// @ts-check
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout, wherever the command was called from. */
export const projectFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/**
 * A reason to stop that the person can do something about. It is shown without a stack.
 */
export class SetupProblem extends Error {
  /** @param {string} message what happened, and what to do about it */
  constructor(message) {
    super(message)
    this.name = 'SetupProblem'
  }
}

/**
 * Runs a script's body and turns its outcome into the exit code.
 *
 * @param {() => Promise<number | void>} body
 */
export async function runScript(body) {
  try {
    process.exitCode = (await body()) ?? 0
  } catch (error) {
    process.exitCode = 1
    console.error(error instanceof SetupProblem ? error.message : error)
  }
}
