import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { events } from '../src/shared/ipc/channels.ts'
import { call } from './call.ts'
import { filesWith } from './files-with.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

const keyId = 'AKIACANARYCANARY0001'
const secret = 'canary/Secret+Key/0123456789abcdefghijKLMN'

test('keys from the clipboard reach neither the page, the log nor the disk', async ({ app, home }) => {
  const { page } = app
  await new QueuePage(page).expectReady()
  // From here on, records everything that crosses the bridge, to search it for the keys later.
  const crossed = await page.evaluate(
    async ([clipboardKeyId, names]) => {
      type Bridge = {
        invoke(name: string, input: unknown): Promise<{ ok: boolean; value: { connectionId: string } }>
        on(name: string, listener: (payload: unknown) => void): void
      }
      const { remotejob } = globalThis as unknown as { remotejob: Bridge }
      const pushed: unknown[] = []
      Object.assign(globalThis, { pushed })
      for (const name of names) {
        remotejob.on(name, (payload) => pushed.push(payload))
      }
      const added = await remotejob.invoke('connections:add', {
        kind: 'endpoint',
        label: 'Canary',
        region: 'us-west-1',
        s3Endpoint: 'http://127.0.0.1:9',
        sqsEndpoint: 'http://127.0.0.1:9',
      })
      return { connectionId: added.value.connectionId, clipboardKeyId }
    },
    [keyId, events] as const,
  )
  await app.electron.evaluate(({ clipboard }, text) => {
    return clipboard.writeText(text)
  }, `export AWS_ACCESS_KEY_ID=${keyId}\nexport AWS_SECRET_ACCESS_KEY=${secret}\n`)

  const responses = await page.evaluate(async (connectionId) => {
    type Bridge = { invoke(name: string, input: unknown): Promise<unknown> }
    const { remotejob } = globalThis as unknown as { remotejob: Bridge }
    return [
      await remotejob.invoke('connections:take-keys-from-clipboard', { connectionId }),
      await remotejob.invoke('connections:activate', { connectionId }),
      await remotejob.invoke('queues:describe', { name: 'demo', layout: 'in-out', statuses: ['pending'] }),
      await remotejob.invoke('connections:list', null),
      await remotejob.invoke('local:get', null),
      await remotejob.invoke('settings:get', null),
      await remotejob.invoke('app:problems', null),
      await remotejob.invoke('requests:list', null),
      await remotejob.invoke('queues:list', null),
      await remotejob.invoke('view-state:get', null),
    ]
  }, crossed.connectionId)
  const readClipboard = (): Promise<string> =>
    app.electron.evaluate(({ clipboard: system }) => system.readText())
  // The app cleared the clipboard when it took the keys.
  expect(await readClipboard()).toBe('')
  await call(page, 'app:copy-diagnostics', null)
  const diagnostics = await readClipboard()
  expect(diagnostics).not.toBe('')
  expect(diagnostics).not.toContain(secret)
  expect(diagnostics).not.toContain(keyId)
  expect(responses[0]).toEqual({ ok: true, value: { accessKeyId: 'AKIA…0001' } })
  // Nothing listens at the endpoint. The call fails, and its error and log lines are searched too.
  expect(responses[2]).toMatchObject({ ok: false, error: { code: 'CONNECTION_REFUSED' } })
  expect(JSON.stringify(responses)).not.toContain(secret)
  expect(JSON.stringify(responses)).not.toContain(keyId)
  expect(await page.content()).not.toContain(secret)
  expect(await page.content()).not.toContain(keyId)
  const pushed = await page.evaluate(() =>
    JSON.stringify((globalThis as unknown as { pushed: unknown[] }).pushed),
  )
  expect(pushed).toContain('Canary')
  expect(pushed).not.toContain(secret)
  expect(pushed).not.toContain(keyId)

  const logs = await app.electron.evaluate(({ app: electronApp }) => electronApp.getPath('logs'))
  await app.electron.evaluate(() => new Promise((resolve) => setImmediate(resolve)))
  const logFiles = (await readdir(logs)).filter((name) => name.endsWith('.log'))
  expect(logFiles).not.toEqual([])
  for (const name of logFiles) {
    // Windows has no file modes, but there the log folder belongs to the user.
    if (process.platform !== 'win32') expect((await stat(join(logs, name))).mode & 0o777).toBe(0o600)
  }
  for (const folder of [home.userData, logs]) {
    expect(await filesWith(folder, secret)).toEqual([])
    expect(await filesWith(folder, keyId)).toEqual([])
  }
})

test("Local's secret key is copied to the clipboard on request, but never reaches the page", async ({
  app,
  home,
}) => {
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await queue.open('Settings')
  await app.page.getByRole('button', { name: 'Copy for bash' }).click()
  await expect
    .poll(() => app.electron.evaluate(({ clipboard }) => clipboard.readText()))
    .toContain('AWS_SECRET_ACCESS_KEY')
  const keys = JSON.parse(await readFile(join(home.userData, 'local-keys.json'), 'utf8')) as {
    secretAccessKey: string
  }
  expect(await app.electron.evaluate(({ clipboard }) => clipboard.readText())).toContain(keys.secretAccessKey)
  expect(await app.page.content()).not.toContain(keys.secretAccessKey)
})

test("another server gets Local's keys only with the user's consent", async ({ app, folder }) => {
  await new QueuePage(app.page).expectReady()
  let requests = 0
  const server = createServer((_request, response) => {
    requests += 1
    response.writeHead(403).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  type Answer = { ok: boolean; value: unknown }
  const call = (channel: string, input: unknown) =>
    app.page.evaluate(
      ([name, value]) => {
        type Bridge = { invoke(name: string, input: unknown): Promise<Answer> }
        return (globalThis as unknown as { remotejob: Bridge }).remotejob.invoke(name, value)
      },
      [channel, input] as const,
    )
  const add = async (s3Endpoint: string, sqsEndpoint: string) => {
    const added = { kind: 'endpoint', label: 'Other', region: 'us-west-1', s3Endpoint, sqsEndpoint }
    return (await call('connections:add', added)).value as { connectionId: string }
  }
  const hasKeys = async ({ connectionId }: { connectionId: string }) => {
    const { connections } = (await call('connections:list', null)).value as {
      connections: { id: string; hasKeys: boolean }[]
    }
    return connections.find(({ id }) => id === connectionId)?.hasKeys
  }
  const copied = () => app.electron.evaluate(({ clipboard }) => clipboard.readText())
  const taken = { ok: true, value: { accessKeyId: expect.stringMatching(/^LOCA…/) as unknown } }

  await call('local:copy-environment', { snippet: 'posix' })
  const lines = await copied()
  expect(lines).toContain('AWS_SECRET_ACCESS_KEY')
  const file = join(folder, 'keys.txt')
  await writeFile(file, lines)
  await app.choosePaths([file])
  const channels = ['connections:take-keys-from-clipboard', 'connections:take-keys-from-file']
  const { endpoint } = (await call('local:get', null)).value as { endpoint: string }

  const [other, half, own] = await Promise.all([
    add(elsewhere, elsewhere),
    add(endpoint, elsewhere),
    add(endpoint, endpoint),
  ])
  await app.answerQuestions(0)
  for (const channel of channels) {
    for (const ref of [other, half]) {
      expect(await call(channel, ref)).toEqual({ ok: true, value: null })
      expect(await hasKeys(ref)).toBe(false)
    }
  }
  const questions = await app.questions()
  expect(questions).toHaveLength(4)
  for (const question of questions) {
    expect(question).toMatchObject({ buttons: ['Cancel', 'Use Keys'], defaultId: 0, cancelId: 0 })
    expect(question.detail).toContain(elsewhere)
  }
  expect(requests).toBe(0)
  expect(await copied()).toBe(lines)

  await app.answerQuestions(1)
  for (const channel of channels) {
    expect(await call(channel, own)).toEqual(taken)
    await app.electron.evaluate(({ clipboard }, text) => clipboard.writeText(text), lines)
  }
  expect(await app.questions()).toEqual([])

  for (const [index, channel] of channels.entries()) {
    expect(await call(channel, other)).toEqual(taken)
    expect(await app.questions()).toHaveLength(index + 1)
  }
  expect(await hasKeys(other)).toBe(true)
  expect(requests).toBeGreaterThan(0)
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
})
