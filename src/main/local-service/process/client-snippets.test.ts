import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { localSnippet } from '../../../shared/connections/connections.ts'
import { clientSnippet } from './client-snippets.ts'
import { temporaryFolder } from '../testing/harness.ts'
import { environmentLines, conflictingVariables } from './environment-lines.ts'

const run = promisify(execFile)
const target = {
  endpoint: 'http://127.0.0.1:4711',
  region: 'us-west-1',
  keys: { accessKeyId: 'LOCALABCDEFGHIJKLMNO', secretAccessKey: 'a/b+' },
}
const variables = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:4711',
  AWS_REGION: 'us-west-1',
  AWS_DEFAULT_REGION: 'us-west-1',
  AWS_ACCESS_KEY_ID: 'LOCALABCDEFGHIJKLMNO',
  AWS_SECRET_ACCESS_KEY: 'a/b+',
}
/** The variables in a terminal that has been used for AWS. */
const used = {
  PATH: process.env['PATH'] ?? '',
  ...Object.fromEntries(conflictingVariables.map((name) => [name, 'previous'])),
  AWS_REGION: 'eu-west-1',
  AWS_DEFAULT_REGION: 'eu-west-1',
  HTTP_PROXY: 'http://proxy.example:8080',
  NO_PROXY: '.example',
}

async function awsVariablesAfter(lines: string): Promise<Record<string, string>> {
  const { stdout } = await run('bash', ['-c', `${lines}\nenv -0`], { env: used })
  const all = stdout
    .split('\0')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
  return Object.fromEntries(all.filter(([name = '']) => /^(?:AWS_|NO_PROXY|no_proxy)/.test(name))) as Record<
    string,
    string
  >
}

test('the shell lines set everything that clients read, and unset what would override it', async () => {
  expect(await awsVariablesAfter(environmentLines(target))).toEqual({
    ...variables,
    NO_PROXY: '127.0.0.1,.example',
    no_proxy: '127.0.0.1',
  })
})

test('the PowerShell lines set and unset the same variables', () => {
  const lines = environmentLines(target, 'powershell').split('\n')
  expect(lines[0]).toMatch(/^Remove-Item .*Env:AWS_PROFILE, .*Env:AWS_SESSION_TOKEN/)
  expect(lines.slice(1, -2)).toEqual(
    Object.entries(variables).map(([name, value]) => `$env:${name} = '${value}'`),
  )
  expect(lines.at(-2)).toContain('$env:NO_PROXY')
  expect(lines.at(-1)).toBe('$env:no_proxy = $env:NO_PROXY')
})

test('the function for the AWS CLI affects only its own call', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'aws'), '#!/bin/sh\nenv\necho "$@"\n', { mode: 0o755 })
  const lines = `PATH='${folder.path}':"$PATH"\n${clientSnippet('aws-cli', target)}`
  expect(await awsVariablesAfter(lines)).toMatchObject({ AWS_PROFILE: 'previous', NO_PROXY: '.example' })
  const { stdout } = await run('bash', ['-c', `${lines}\naws_local s3 ls`], { env: used })
  const { AWS_ENDPOINT_URL: endpoint, ...own } = variables
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining([
      ...Object.entries(own).map(([name, value]) => `${name}=${value}`),
      'NO_PROXY=127.0.0.1',
      'no_proxy=127.0.0.1',
      `--endpoint-url ${endpoint} s3 ls`,
    ]),
  )
  expect(stdout).not.toContain('previous')
})

test.each(localSnippet.options)('the snippet for %s contains the address and both keys', (snippet) => {
  const text = clientSnippet(snippet, target)
  for (const value of [target.endpoint, target.region, ...Object.values(target.keys)])
    expect(text).toContain(value)
})
