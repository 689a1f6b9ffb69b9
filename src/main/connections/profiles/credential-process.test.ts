import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { EngineError } from '../../engine/errors/engine-error.ts'
import { runCredentialProcess } from './credential-process.ts'

const keys = { Version: 1, AccessKeyId: 'AKIAEXAMPLE', SecretAccessKey: 'not-a-real-secret' }
/** Returns a command that prints the given text on any system. */
const printing = (text: string): string => {
  const script = `process.stdout.write(Buffer.from('${Buffer.from(text).toString('base64')}', 'base64'))`
  return `"${process.execPath}" -e "${script}"`
}

async function failureOf(command: string, timeoutMs?: number): Promise<EngineError> {
  return runCredentialProcess('demo', command, timeoutMs).then(
    () => {
      throw new Error('It did not fail.')
    },
    (error: EngineError) => error,
  )
}

test('returns the keys that the command prints', async () => {
  const expiration = '2126-01-01T00:00:00Z'
  const text = JSON.stringify({
    ...keys,
    SessionToken: 'token',
    Expiration: expiration,
    AccountId: '111122223333',
  })
  expect(await runCredentialProcess('demo', printing(text))).toEqual({
    accessKeyId: 'AKIAEXAMPLE',
    secretAccessKey: 'not-a-real-secret',
    sessionToken: 'token',
    accountId: '111122223333',
    expiration: new Date(expiration),
  })
})

test('names a missing program, and suggests PATH as a likely cause', async () => {
  const error = await failureOf('corp-credentials-that-do-not-exist --json')
  expect(error).toMatchObject({
    code: 'CREDENTIALS',
    message: expect.stringContaining('was not found') as string,
  })
  expect(error.hint).toContain('PATH')
})

test.each([
  ['prints secrets and fails', `echo SECRET-IN-OUTPUT; echo SECRET-IN-STDERR >&2; exit 3`, 'exit code 3'],
  ['prints no JSON', `echo SECRET-IN-OUTPUT`, 'something other than keys'],
  ['prints other JSON', printing('{"Version":1,"Secret":"SECRET-IN-OUTPUT"}'), 'something other than keys'],
  [
    'prints keys of another version',
    printing(JSON.stringify({ ...keys, Version: 2 })),
    'something other than keys',
  ],
  ['asks for input', 'sh -c "read line; echo {}"', 'something other than keys'],
])('keeps the output out of the error when a command %s', async (_what, command, text) => {
  const error = await failureOf(command)
  expect(error).toMatchObject({ code: 'CREDENTIALS', message: expect.stringContaining(text) as string })
  expect(`${error.message} ${error.hint} ${String(error.stack)} ${String(error.cause)}`).not.toMatch(
    /SECRET-IN|not-a-real/,
  )
})

test('expired keys are reported as expired', async () => {
  const text = JSON.stringify({ ...keys, Expiration: '2020-01-01T00:00:00Z' })
  expect(await failureOf(printing(text))).toMatchObject({ code: 'CREDENTIALS_EXPIRED' })
})

test.skipIf(process.platform === 'win32')(
  'stops a hanging command and everything that it started',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'remotejob-process-'))
    const pidFile = join(folder, 'pid')
    const error = await failureOf(`sh -c 'echo $$ > "${pidFile}"; sleep 600 & wait'; true`, 1_500)
    expect(error).toMatchObject({
      code: 'CREDENTIALS',
      message: expect.stringContaining('did not finish') as string,
    })
    const pid = Number(await readFile(pidFile, 'utf8'))
    await expect.poll(() => isRunning(pid)).toBe(false)
    await rm(folder, { recursive: true })
  },
)

/** True if a process runs. A killed one stays in the process table as a zombie until its parent reaps it. */
function isRunning(pid: number): boolean {
  try {
    if (process.platform === 'linux') return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test("never prints anything of the command's to the app's own output", async () => {
  const module = JSON.stringify(new URL('credential-process.ts', import.meta.url).href)
  const command = JSON.stringify(`"${process.execPath}" -e "console.log('canary'); console.error('canary')"`)
  const script = `const { runCredentialProcess } = await import(${module})
    await runCredentialProcess('demo', ${command}).catch(({ code }) => console.log(code))`
  const run = promisify(execFile)(process.execPath, ['--no-warnings', '--input-type=module', '-e', script])
  expect(await run).toEqual({ stdout: 'CREDENTIALS\n', stderr: '' })
})
