import { spawn, type ChildProcess } from 'node:child_process'
import { z } from 'zod'
import { EngineError } from '../../engine/errors/engine-error.ts'
import type { ProvidedKeys } from './shared-keys.ts'

/** How long the command may take, in milliseconds. */
const processTimeoutMs = 45_000
const maxOutputBytes = 65_536

const output = z.object({
  Version: z.literal(1),
  AccessKeyId: z.string().min(1),
  SecretAccessKey: z.string().min(1),
  SessionToken: z.string().nullish(),
  Expiration: z.string().nullish(),
  AccountId: z.string().nullish(),
})

/**
 * Runs a profile's `credential_process` in a shell, and reads the keys that it prints. Its output never
 * becomes part of an error.
 *
 * @throws EngineError `CREDENTIALS` if it is missing, fails, hangs, or prints something else.
 */
export async function runCredentialProcess(
  profile: string,
  command: string,
  timeoutMs = processTimeoutMs,
): Promise<ProvidedKeys> {
  const failure = (what: string, hint: string): EngineError =>
    new EngineError('CREDENTIALS', `The credential_process of the AWS profile ${profile} ${what}.`, { hint })
  const { text, code } = await run(command, timeoutMs)
  const runIt = 'Run the command in a terminal to see its error message, then connect again.'
  if (code === 'timeout') {
    throw failure(
      `did not finish within ${Math.round(timeoutMs / 1000)} s and was stopped`,
      'It may be waiting for input, which Remotejob cannot provide. Run it in a terminal, then connect again.',
    )
  }
  if (code === 127 || code === 9_009 || code === 'missing') {
    throw failure(
      'was not found',
      "Apps started from a menu may not see the PATH of your terminal. Put the program's full path in the profile.",
    )
  }
  if (code !== 0) throw failure(`failed with exit code ${code ?? 'unknown'}`, runIt)
  const keys = parseOutput(text)
  if (keys === null) throw failure('printed something other than keys', runIt)
  const expiration = keys.Expiration ? new Date(keys.Expiration) : null
  if (expiration !== null && !(expiration.getTime() > Date.now())) {
    throw new EngineError(
      'CREDENTIALS_EXPIRED',
      `The credential_process of the AWS profile ${profile} returned expired keys.`,
      { hint: 'Sign in again with the program that it runs, then connect again.' },
    )
  }
  return {
    accessKeyId: keys.AccessKeyId,
    secretAccessKey: keys.SecretAccessKey,
    ...(keys.SessionToken && { sessionToken: keys.SessionToken }),
    ...(keys.AccountId && { accountId: keys.AccountId }),
    ...(expiration !== null && { expiration }),
  }
}

function parseOutput(text: string): z.infer<typeof output> | null {
  try {
    return output.parse(JSON.parse(text))
  } catch {
    return null
  }
}

type Outcome = { readonly text: string; readonly code: number | 'timeout' | 'missing' | null }

function run(command: string, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      // In its own group, so that everything it started is killed with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const chunks: Buffer[] = []
    let bytes = 0
    const timer = setTimeout(() => finish('timeout'), timeoutMs)
    const finish = (code: Outcome['code']): void => {
      clearTimeout(timer)
      if (code === 'timeout') killTree(child)
      child.stdout.destroy()
      resolve({ text: Buffer.concat(chunks).toString('utf8'), code })
    }
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (bytes <= maxOutputBytes) chunks.push(chunk)
    })
    child.once('error', () => finish('missing'))
    child.once('close', (code) => finish(code))
  })
}

function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32')
      spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true })
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has exited in the meantime.
  }
}
