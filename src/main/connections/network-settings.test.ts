import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cert } from '../engine/testing/proxies/tls-front.ts'
import { privateCa } from '../engine/testing/proxies/private-ca.ts'
import { expectCode } from '../engine/testing/expect-code.ts'
import { readCaCertificates, readNetwork } from './network-settings.ts'

let folder: string
let one: string
let both: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-network-'))
  one = join(folder, 'one.pem')
  both = join(folder, 'both.pem')
  await writeFile(one, privateCa)
  await writeFile(both, `# ours\r\n${privateCa}\nother text\n${cert}`)
})
afterAll(() => rm(folder, { recursive: true }))

function pathOf(name: string): string {
  return { one, both, missing: join(folder, 'missing.pem') }[name] ?? name
}

test.each<[string, (string | null)[], Record<string, string>, number]>([
  ['nothing', [null, null], {}, 0],
  ['the CA file of a profile or connection', ['one', null], {}, 1],
  ['AWS_CA_BUNDLE', [null], { AWS_CA_BUNDLE: 'one' }, 1],
  ['NODE_EXTRA_CA_CERTS', [null], { NODE_EXTRA_CA_CERTS: 'one' }, 1],
  ['all of them, each file once', ['one', 'both'], { AWS_CA_BUNDLE: 'one', NODE_EXTRA_CA_CERTS: 'one' }, 3],
  ['no missing file of extra certificates, as in Node', [null], { NODE_EXTRA_CA_CERTS: 'missing' }, 0],
])('trusts the CA certificates in %s', async (_what, files, environment, count) => {
  const network = await readNetwork(
    files.map((name) => (name === null ? null : pathOf(name))),
    null,
    Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, pathOf(value)])),
  )
  expect(network.caCertificates).toHaveLength(count)
})

const pipes: [string, (path: string) => Promise<unknown>][] =
  process.platform === 'win32' ? [] : [['a pipe', (path) => promisify(execFile)('mkfifo', [path])]]

test.each<[string, (path: string) => Promise<unknown>]>([
  ['a folder', (path) => mkdir(path)],
  ['a file that is too large', (path) => writeFile(path, privateCa).then(() => truncate(path, 5 * 2 ** 20))],
  ['a file without certificates', (path) => writeFile(path, '-----BEGIN CERTIFICATE-----\nAAAA\n')],
  ...pipes,
])('rejects %s as a CA file, and ignores it in NODE_EXTRA_CA_CERTS', async (what, create) => {
  const path = join(folder, what)
  await create(path)
  await expectCode(readCaCertificates(path), 'TLS_FAILED')
  const { caCertificates } = await readNetwork([], null, { NODE_EXTRA_CA_CERTS: path })
  expect(caCertificates).toEqual([])
})

test('unencrypted requests stay in the local network', async () => {
  expect(await readNetwork([], null, {})).toMatchObject({ keepsPlainLocal: true })
})
