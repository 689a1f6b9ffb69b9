import { execFile, type ExecFileException } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import {
  environmentLines,
  conflictingVariables,
} from '../../src/main/local-service/process/environment-lines.ts'
import type { LocalTarget } from '../../src/main/local-service/process/environment-lines.ts'
import type { Outcome } from '../table.ts'

const run = promisify(execFile)
/** Long enough for a script that starts a client written in Python twenty times on a busy computer. */
const timeoutMs = 600_000
type Output = { readonly stdout: string; readonly stderr: string }
const lines = z.array(z.strictObject({ what: z.string(), error: z.string().nullable() }))

/** Returns a client's environment, without any AWS variables and without the user's own settings. */
export function cleanEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^AWS_|proxy$/i.test(name))
  return { ...Object.fromEntries(kept), HOME: home, AWS_EC2_METADATA_DISABLED: 'true' }
}

/** Runs a command after setting the variables for Local, in a shell that was set up for AWS and a proxy. */
export async function runAfterSnippet(local: LocalTarget, folder: string, command: string): Promise<string> {
  const previous = Object.fromEntries(conflictingVariables.map((name) => [name, 'previous']))
  const env = {
    ...cleanEnvironment(folder),
    ...previous,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    HTTP_PROXY: 'http://127.0.0.1:9',
    http_proxy: 'http://127.0.0.1:9',
  }
  return output('bash', ['-c', `${environmentLines(local)}\n${command}`], env, folder)
}

/** Runs a program and returns its output. If it fails, throws the end of its error output. */
export async function output(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd?: string,
): Promise<string> {
  try {
    const { stdout } = await run(program, args, {
      env,
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      ...(cwd !== undefined && { cwd }),
    })
    return stdout
  } catch (error) {
    const { stderr = '', stdout = '', killed } = error as Partial<ExecFileException & Output>
    if (killed === true) throw new Error(`It did not finish within ${timeoutMs / 1_000} s.`, { cause: error })
    const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-3).join(' ')
    throw new Error(said === '' ? String(error) : said, { cause: error })
  }
}

/** Runs a program that prints a line of JSON for each check. */
export async function outcomesOf(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Map<string, Outcome>> {
  const text = await output(program, args, env)
  const tried = lines.parse(
    text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as unknown),
  )
  return new Map(
    tried.map(({ what, error }) => [
      what,
      error === null ? { state: 'passed', detail: '' } : { state: 'failed', detail: error },
    ]),
  )
}

/** Runs `work` in a folder that is removed afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'interop-client-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
