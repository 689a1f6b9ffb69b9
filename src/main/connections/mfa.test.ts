import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '../../shared/connections/connections.ts'
import { startServers, testKeys, type TestServers } from '../engine/testing/servers.ts'
import { type AwsFiles, openAwsFiles } from './testing/aws-files.ts'

let servers: TestServers
let sts: Server
/** The code in each AssumeRole request. */
let codes: (string | null)[]
let aws: AwsFiles
let id: string

beforeEach(async () => {
  servers = await startServers()
  codes = []
  sts = createServer((request, response) => {
    void text(request).then((body) => {
      const code = new URLSearchParams(body).get('TokenCode')
      codes.push(code)
      response.writeHead(code === '123456' ? 200 : 403, { 'content-type': 'text/xml' })
      response.end(code === '123456' ? assumed : refused)
    })
  })
  sts.listen(0, '127.0.0.1')
  await once(sts, 'listening')
  const stsEndpoint = `http://127.0.0.1:${(sts.address() as AddressInfo).port}`
  aws = await openAwsFiles()
  await aws.write(
    `[profile mfa]
region = us-west-1
role_arn = arn:aws:iam::111122223333:role/Demo
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/demo
services = local
[services local]
s3 =
  endpoint_url = ${servers.s3Endpoint}
sqs =
  endpoint_url = ${servers.sqsEndpoint}
sts =
  endpoint_url = ${stsEndpoint}
`,
    `[base]\naws_access_key_id = AKIAEXAMPLE0000BASE\naws_secret_access_key = not-a-real-secret-0000BASE\n`,
  )
  id = await aws.add('mfa')
})
afterEach(async () => {
  await aws.stop()
  sts.close()
  await servers.stop()
})

const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>${testKeys.accessKeyId}</AccessKeyId><SecretAccessKey>${testKeys.secretAccessKey}</SecretAccessKey>
<SessionToken>token</SessionToken><Expiration>2126-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
const refused = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
<Message>MultiFactorAuthentication failed with invalid MFA one time pass code. </Message></Error></ErrorResponse>`

function shown(): Connection | undefined {
  return aws.connections.snapshot().connections.find((connection) => connection.id === id)
}

/** Waits for the prompt, and answers it. */
async function answer(code: string | null): Promise<void> {
  await expect.poll(() => aws.connections.snapshot().mfa).not.toBeNull()
  const request = aws.connections.snapshot().mfa
  expect(request).toMatchObject({
    label: 'mfa',
    profile: 'mfa',
    device: 'arn:aws:iam::111122223333:mfa/demo',
  })
  aws.connections.answerMfa(request?.id ?? '', code)
}

test('asks for the code once, and uses the role for all clients', async () => {
  const activating = aws.connections.activate(id)
  await answer('123456')
  await activating
  expect(shown()?.state).toBe('ready')
  const session = aws.connections.requireActive()
  await session.makeQueue({ name: 'mfa', layout: 'in-out', statuses: ['pending'] }).describe()
  await aws.connections.connect(id)
  expect(codes).toEqual(['123456'])
  expect(aws.connections.snapshot().mfa).toBeNull()
})

test('reconnecting while the prompt is open keeps the prompt', async () => {
  const first = aws.connections.activate(id)
  await expect.poll(() => aws.connections.snapshot().mfa).not.toBeNull()
  const second = aws.connections.connect(id)
  await answer('123456')
  await Promise.all([first, second])
  expect(shown()?.state).toBe('ready')
  expect(codes).toEqual(['123456'])
})

test('a wrong code is an error that can be retried with the next code', async () => {
  const first = aws.connections.activate(id)
  await answer('000000')
  await first
  expect(shown()).toMatchObject({ state: 'failed', error: { message: 'The MFA code was not accepted.' } })
  const second = aws.connections.connect(id)
  await answer('123456')
  await second
  expect(shown()?.state).toBe('ready')
})

test('does not ask again after Cancel, until the user connects again', async () => {
  const activating = aws.connections.activate(id)
  await answer(null)
  await activating
  expect(shown()).toMatchObject({ state: 'failed', error: { code: 'CREDENTIALS' } })
  expect(aws.connections.snapshot().mfa).toBeNull()
  expect(codes).toEqual([])
})

test('removing the connection closes the prompt', async () => {
  const activating = aws.connections.activate(id)
  await expect.poll(() => aws.connections.snapshot().mfa).not.toBeNull()
  await aws.connections.remove(id)
  await activating
  expect(aws.connections.snapshot().mfa).toBeNull()
})

const device = (name: string) => `arn:aws:iam::111122223333:mfa/${name}`
const current = () => aws.connections.snapshot().mfa

const enter = async (name: string, code: string | null) => {
  await expect.poll(() => current()?.device).toBe(device(name))
  aws.connections.answerMfa(current()?.id ?? '', code)
}

describe('a role that is assumed with another role, both with a code', () => {
  beforeEach(async () => {
    const read = (name: string) => readFile(join(aws.folder, name), 'utf8')
    await aws.write(
      `${await read('config')}[profile chain]
region = us-west-1
role_arn = arn:aws:iam::111122223333:role/Second
source_profile = mfa
mfa_serial = ${device('second')}
services = local
`,
      await read('credentials'),
    )
    id = await aws.add('chain')
  })

  test('asks for one code after the other', async () => {
    const activating = aws.connections.activate(id)
    await enter('demo', '123456')
    await enter('second', '123456')
    await activating
    expect(shown()?.state).toBe('ready')
    expect(codes).toEqual(['123456', '123456'])
    expect(current()).toBeNull()
  })

  test('does not ask for a second code after the first was cancelled', async () => {
    const activating = aws.connections.activate(id)
    await enter('demo', null)
    await activating
    expect(shown()).toMatchObject({ state: 'failed', error: { code: 'CREDENTIALS' } })
    expect(current()).toBeNull()
    const again = aws.connections.connect(id)
    await enter('demo', '123456')
    await enter('second', '123456')
    await again
    expect(shown()?.state).toBe('ready')
  })
})
