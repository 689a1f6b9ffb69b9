import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { electronPath, launchApp, makeFile } from './app.ts'
import { expectNoFindings } from './axe.ts'
import { call } from './call.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

const root = resolve(import.meta.dirname, '..')
const keyId = 'AKIACANARYCANARY0001'
const secret = 'canary/Secret+Key/0123456789abcdefghijKLMN'

test('copies diagnostics without the keys of a connection', async ({ app }) => {
  await new QueuePage(app.page).expectReady()
  const { connectionId } = await call(app.page, 'connections:add', {
    kind: 'endpoint',
    label: 'Canary',
    region: 'us-west-1',
    bucketRegion: null,
    colour: null,
    isProduction: false,
    isReadOnly: false,
    allowUnencrypted: false,
    s3Endpoint: 'http://127.0.0.1:9',
    sqsEndpoint: 'http://127.0.0.1:9',
  })
  await app.electron.evaluate(
    ({ clipboard }, text) => clipboard.writeText(text),
    `AWS_ACCESS_KEY_ID=${keyId}\nAWS_SECRET_ACCESS_KEY=${secret}\n`,
  )
  await call(app.page, 'connections:take-keys-from-clipboard', { connectionId })
  // Nothing listens there, so the log has lines about this connection.
  await call(app.page, 'connections:activate', { connectionId }).catch(() => null)
  await app.electron.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? [])
    items?.find(({ label }) => label === 'Copy diagnostics')?.click()
  })
  await expect(app.page.getByText('Diagnostics copied')).toBeVisible()
  const report = await app.electron.evaluate(async ({ clipboard }) => clipboard.readText())
  for (const part of [
    'electron: ',
    'awsSdk: 3.',
    '1. local, region: us-west-1',
    '2. endpoint',
    'demo on connection 1',
  ])
    expect(report).toContain(part)
  for (const canary of [keyId, secret, 'Canary']) expect(report).not.toContain(canary)
})

test('hides in the tray, explains that once, and comes back on a second launch', async ({ app, home }) => {
  await new QueuePage(app.page).expectReady()
  await call(app.page, 'settings:set-desktop', { showsTray: true, closesToTray: true })
  await app.answerQuestions(0)
  const isVisible = () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  const closeWindow = () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await closeWindow()
  await expect.poll(isVisible).toBe(false)
  expect((await app.questions()).map(({ message }) => message)).toEqual([
    'Remotejob keeps working in the tray.',
  ])
  const sandbox = process.env['REMOTEJOB_SANDBOX'] === '0' ? ['--no-sandbox'] : []
  const child = spawn(electronPath(), [...sandbox, root, `--user-data-dir=${home.userData}`], {
    stdio: 'ignore',
  })
  await once(child, 'exit')
  await expect.poll(isVisible).toBe(true)
  await closeWindow()
  await expect.poll(isVisible).toBe(false)
  expect(await app.questions()).toHaveLength(1)
})

test('starts at login without showing the window if it has a tray icon', async ({ home }) => {
  const first = await launchApp({ home })
  await new QueuePage(first.page).expectReady()
  await call(first.page, 'settings:set-desktop', { showsTray: true })
  await first.close()
  const app = await launchApp({ home, files: ['--at-login'] })
  const snapshot = await call(app.page, 'connections:list', null)
  expect(snapshot.activeId).toBe('local')
  const visible = await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.isVisible()),
  )
  expect(visible).toEqual([false])
  await app.close()
})

test("shows a drop's progress on the app's icon, and clears it", async ({ app, folder }) => {
  await new QueuePage(app.page).expectReady()
  await app.electron.evaluate(({ BrowserWindow }) => {
    const progress: number[] = []
    Object.assign(globalThis, { progress })
    const [window] = BrowserWindow.getAllWindows()
    if (window) window.setProgressBar = (value) => void progress.push(value)
  })
  await call(app.page, 'settings:set-transfer-limit', { megabytesPerSecond: 4 })
  const path = `${folder}/film.mov`
  await makeFile(path, 8 * 1024 * 1024)
  await app.drop([path])
  const progress = () =>
    app.electron.evaluate(() => (globalThis as unknown as { progress: number[] }).progress)
  await expect.poll(progress, { timeout: 30_000 }).toContain(-1)
  const values = await progress()
  expect(values.some((value) => value > 0 && value < 1)).toBe(true)
  expect(values.at(-1)).toBe(-1)
})

test('opens the help with F1, searches it, and opens a site in the browser', async ({ app }) => {
  await new QueuePage(app.page).expectReady()
  await app.electron.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (address) => void opened.push(address)
  })
  await app.page.keyboard.press('F1')
  await expect(app.page.getByRole('heading', { level: 2, name: 'Remotejob' })).toBeVisible()
  await app.page.getByRole('button', { name: 'remotejob', exact: true }).click()
  const opened = () => app.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  await expect.poll(opened).toEqual(['https://www.npmjs.com/package/remotejob'])
  await app.page.keyboard.press('Control+f')
  await app.page.keyboard.type('visibility timeout')
  await app.page.getByRole('list', { name: 'Results' }).getByRole('button').first().click()
  await expect(app.page.locator('article')).toContainText(/visibility timeout/i)
  await expectNoFindings(app.page, 'help')
  const refused = await app.page.evaluate(() =>
    (
      globalThis as unknown as {
        remotejob: { invoke(name: string, input: unknown): Promise<{ ok: boolean }> }
      }
    ).remotejob.invoke('app:open-link', { link: 'https://evil.example/' }),
  )
  expect(refused.ok).toBe(false)
  expect(await opened()).toHaveLength(1)
})
