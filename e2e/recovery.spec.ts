import { join } from 'node:path'
import { type App, makeFile } from './app.ts'
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
