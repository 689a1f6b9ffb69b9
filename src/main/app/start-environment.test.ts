import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { restoreExtraCaCertificates } from './start-environment.ts'

let folder: string
let startFile: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-environment-'))
  startFile = join(folder, 'environ')
  await writeFile(
    startFile,
    'PATH=/bin\0MY_NODE_EXTRA_CA_CERTS=no\0NODE_EXTRA_CA_CERTS=/ca ü=1.pem\0HOME=/\0',
  )
})
afterAll(() => rm(folder, { recursive: true }))

test('restores only NODE_EXTRA_CA_CERTS', async () => {
  const env: Record<string, string | undefined> = {}
  await restoreExtraCaCertificates(env, startFile)
  expect(env).toEqual({ NODE_EXTRA_CA_CERTS: '/ca ü=1.pem' })
})

test.each(['', '/other.pem'])('keeps the existing value “%s”', async (value) => {
  const env = { NODE_EXTRA_CA_CERTS: value }
  await restoreExtraCaCertificates(env, startFile)
  expect(env.NODE_EXTRA_CA_CERTS).toBe(value)
})

test('does nothing on a system without /proc', async () => {
  const env: Record<string, string | undefined> = {}
  await restoreExtraCaCertificates(env, join(folder, 'missing'))
  expect(env).toEqual({})
})

test.runIf(process.platform === 'linux')(
  'finds the original value on Linux after the variable was removed',
  async () => {
    const module = JSON.stringify(new URL('start-environment.ts', import.meta.url).href)
    const script = `
    delete process.env.NODE_EXTRA_CA_CERTS
    const { restoreExtraCaCertificates } = await import(${module})
    await restoreExtraCaCertificates(process.env)
    process.stdout.write(process.env.NODE_EXTRA_CA_CERTS)`
    const args = ['--no-warnings', '--input-type=module', '-e', script]
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: '/missing.pem' },
    })
    expect(stdout).toBe('/missing.pem')
  },
)
