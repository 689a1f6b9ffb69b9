import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type App, launchApp, makeFile } from './app.ts'
import { call } from './call.ts'
import { filesWith } from './files-with.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

// Playwright gives up on a page whose process has crashed, so main reads the new page.

function pageText(app: App): Promise<string> {
  return app.electron.evaluate(
    ({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
        'document.body.innerText',
      ) as Promise<string>,
  )
}

test('reloads a crashed page, keeps the claim and says what happened', async ({ app, folder }) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 2_000)
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await queue.submitAndClaim(app, [path])
  await app.electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    await new Promise<void>((resolve) => {
      contents?.once('did-finish-load', resolve)
      contents?.forcefullyCrashRenderer()
    })
  })
  await expect.poll(() => pageText(app)).toContain('This window crashed and was reloaded')
  await expect.poll(() => pageText(app)).toContain('cat.jpg')
  const logs = await app.electron.evaluate(({ app: electronApp }) => electronApp.getPath('logs'))
  const line = 'Reloading the page: crashed ('
  await expect.poll(() => filesWith(logs, line)).toHaveLength(1)
})

test('reloads a hanging page', async ({ app }) => {
  await new QueuePage(app.page).expectReady()
  await app.electron.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    await new Promise<void>((resolve) => {
      window?.webContents.once('did-finish-load', resolve)
      void window?.webContents.executeJavaScript('for (;;);')
      // Chromium reports a hang only after input has waited for half a minute.
      window?.emit('unresponsive')
    })
  })
  await expect.poll(() => pageText(app)).toContain('This window stopped responding and was reloaded')
})

test('asks before it reloads a page that keeps crashing', async ({ app }) => {
  await new QueuePage(app.page).expectReady()
  const asked = await app.electron.evaluate(async ({ BrowserWindow, dialog }) => {
    const [window] = BrowserWindow.getAllWindows()
    if (window === undefined) return ''
    const crash = (): void => window.webContents.forcefullyCrashRenderer()
    window.webContents.on('did-finish-load', crash)
    const message = await new Promise<string>((resolve) => {
      // First Copy details, then Reload.
      const answers = [1, 0]
      dialog.showMessageBox = (...given: unknown[]) => {
        const response = answers.shift() ?? 0
        if (response === 0) resolve((given.at(-1) as Electron.MessageBoxOptions).message)
        return Promise.resolve({ response, checkboxChecked: false })
      }
      crash()
    })
    window.webContents.off('did-finish-load', crash)
    return message
  })
  expect(asked).toBe('The window keeps crashing.')
  const report = await app.electron.evaluate(async ({ clipboard }) => clipboard.readText())
  expect(report).toContain('Reloading the page')
  await expect.poll(() => pageText(app)).toContain('This window crashed and was reloaded')
})

test('keeps the connections of a settings file from a newer version, and says so', async ({ home }) => {
  const local = { kind: 'local', id: 'local', label: 'Local', region: 'us-west-1', queues: [] }
  const lab = { ...local, kind: 'profile', id: 'lab', label: 'Lab', profile: 'lab', expiresAt: null }
  const connections = [local, lab]
  const settings = { version: 2, activeConnectionId: 'local', connections, theme: 'light', sounds: true }
  await writeFile(join(home.userData, 'settings.json'), JSON.stringify(settings))
  const app = await launchApp({ home })
  await expect(app.page.getByText('Some settings could not be read')).toBeVisible()
  const { connections: kept } = await call(app.page, 'connections:list', null)
  expect(kept.map(({ label }) => label)).toEqual(['Local', 'Lab'])
  await app.close()
  expect(app.faults).toEqual([])
})

test('starts with the default settings if the file cannot be read', async ({ home }) => {
  await mkdir(join(home.userData, 'settings.json'))
  const app = await launchApp({ home })
  await expect(app.page.getByText('Some settings could not be read')).toBeVisible()
  await new QueuePage(app.page).expectReady()
  await app.close()
  expect(app.faults).toEqual([])
})
