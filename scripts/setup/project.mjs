// @ts-check
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout's root folder. */
export const projectFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** An error that the user can fix. It is printed without a stack trace. */
export class SetupProblem extends Error {
  /** @param {string} message what happened, and what to do about it */
  constructor(message) {
    super(message)
    this.name = 'SetupProblem'
  }
}

/**
 * Runs a script's body and sets the exit code: the returned number or 0, and 1 after an error.
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
