import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { type App, electronPath, launchApp } from './app.ts'
import { call } from './call.ts'
import { expect, test } from './fixtures.ts'

async function files(folder: string, names: readonly string[]): Promise<string[]> {
  const paths = names.map((name) => join(folder, name))
  await Promise.all(paths.map((path) => writeFile(path, `content of ${path}`)))
  return paths
}

async function expectReady({ page }: App): Promise<void> {
  await expect
    .poll(async () => (await call(page, 'connections:list', null)).connections[0]?.state, { timeout: 30_000 })
    .toBe('ready')
}

const stored = async (page: Page) =>
  (await call(page, 'objects:list', { queue: 'demo', direction: 'in', prefix: '', cursor: null })).objects
    .length

async function pending(page: Page): Promise<number | undefined> {
  await call(page, 'queues:refresh', { name: 'demo' })
  const { queues } = await call(page, 'queues:list', null)
  return queues[0]?.statusQueues.find(({ status }) => status === 'pending')?.depth?.visible
}

async function claimOne(app: App): Promise<string> {
  const { claimIds } = await call(app.page, 'claims:next', {
    queue: 'demo',
    status: 'pending',
    max: 1,
    requestId: crypto.randomUUID(),
  })
  return claimIds[0] ?? ''
}

test('Undo takes back a drop before its messages are sent', async ({ app, folder }) => {
  await expectReady(app)
  await call(app.page, 'settings:set-work', { sendDelaySeconds: 60 })
  await app.drop(await files(folder, ['a.txt', 'b.txt', 'c.txt']))
  await expect(app.page.getByText('3 jobs submitted')).toBeVisible()
  await expect.poll(() => stored(app.page)).toBe(3)
  await app.page.getByRole('button', { name: 'Undo' }).click()
  await expect(app.page.getByText('3 jobs taken back')).toBeVisible()
  expect(await stored(app.page)).toBe(0)
  expect(await pending(app.page)).toBe(0)
})

test("sends a drop's messages early when the app quits", async ({ home, folder }) => {
  const first = await launchApp({ home })
  await expectReady(first)
  await call(first.page, 'settings:set-work', { sendDelaySeconds: 60 })
  await first.drop(await files(folder, ['a.txt', 'b.txt']))
  await expect.poll(() => stored(first.page)).toBe(2)
  await first.close()
  const second = await launchApp({ home })
  await expectReady(second)
  await expect.poll(() => pending(second.page)).toBe(2)
  await second.close()
})

test('opens files from the command line, and from a second launch, in the sheet', async ({
  home,
  folder,
}) => {
  const [first = '', second = ''] = await files(folder, ['first.txt', 'second.txt'])
  const app = await launchApp({ home, files: [first] })
  const sheet = app.page.getByRole('dialog')
  await expect(sheet.getByLabel('Name of first.txt')).toBeVisible({ timeout: 30_000 })
  const again = spawn(electronPath(), [
    resolve(import.meta.dirname, '..'),
    `--user-data-dir=${home.userData}`,
    ...(process.env['REMOTEJOB_SANDBOX'] === '0' ? ['--no-sandbox'] : []),
    second,
  ])
  await once(again, 'exit')
  await expect(sheet.getByLabel('Name of second.txt')).toBeVisible()
  await sheet.getByRole('button', { name: 'Remove first.txt' }).click()
  await sheet.getByLabel('Name of second.txt').fill('renamed.txt')
  await sheet.getByRole('button', { name: 'Submit 1 file' }).click()
  await expect(sheet).toBeHidden()
  await expect.poll(() => pending(app.page), { timeout: 20_000 }).toBe(1)
  await app.close()
})

test('pasted text becomes a job', async ({ app }) => {
  await expectReady(app)
  await app.electron.evaluate(({ clipboard }) => clipboard.writeText('hello from the clipboard'))
  await app.page.keyboard.press('Control+V')
  const sheet = app.page.getByRole('dialog', { name: 'Submit 1 file to demo' })
  await expect(sheet.getByLabel(/^Name of Text .*\.txt$/)).toBeVisible()
  await sheet.getByRole('button', { name: 'Submit 1 file' }).click()
  await expect.poll(() => pending(app.page), { timeout: 20_000 }).toBe(1)
})

test('a pasted image becomes a job', async ({ app }) => {
  await expectReady(app)
  await app.electron.evaluate(({ clipboard, nativeImage }) => {
    // The types of newer Electron versions lack `writeImage`.
    const board = clipboard as unknown as { writeImage(image: Electron.NativeImage): void }
    board.writeImage(nativeImage.createFromBitmap(Buffer.alloc(20 * 10 * 4, 0x66), { width: 20, height: 10 }))
  })
  await app.page.keyboard.press('Control+V')
  const sheet = app.page.getByRole('dialog', { name: 'Submit 1 file to demo' })
  await expect(sheet.getByLabel(/^Name of Image .*\.png$/)).toBeVisible()
  await sheet.getByRole('button', { name: 'Submit 1 file' }).click()
  await expect.poll(() => pending(app.page), { timeout: 20_000 }).toBe(1)
  const place = { queue: 'demo', direction: 'in' } as const
  const { objects } = await call(app.page, 'objects:list', { ...place, prefix: '', cursor: null })
  const described = await call(app.page, 'objects:describe', { ...place, key: objects[0]?.key ?? '' })
  expect(described).toMatchObject({ contentType: 'image/png' })
  const image = app.page.getByRole('region', { name: 'Preview' }).getByRole('img')
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(20)
})

test('a saved file can be dragged out of the window', async ({ app, folder, home }) => {
  await expectReady(app)
  await app.drop(await files(folder, ['a.txt']))
  const claimId = await claimOne(app)
  await call(app.page, 'claims:save', { claimId, where: 'folder' })
  const row = app.page.getByRole('row', { name: /a\.txt/ })
  await expect(row).toHaveAttribute('draggable', 'true')
  // The system would take over the pointer.
  await app.electron.evaluate(({ BrowserWindow }) => {
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      webContents.startDrag = ({ file, files: all, icon }) => {
        Object.assign(globalThis, { dragged: { file, files: all, hasIcon: typeof icon !== 'string' } })
      }
    }
  })
  const dataTransfer = await app.page.evaluateHandle(() => new DataTransfer())
  await row.dispatchEvent('dragstart', { dataTransfer })
  const saved = join(home.downloads, 'a.txt')
  await expect
    .poll(() => app.electron.evaluate(() => (globalThis as unknown as { dragged?: object }).dragged))
    .toEqual({ file: saved, files: [saved], hasIcon: true })
})

test('holds back a claimed job', async ({ app, folder }) => {
  await expectReady(app)
  await app.drop(await files(folder, ['a.txt']))
  const id = await claimOne(app)
  await call(app.page, 'claims:bulk', { claimIds: [id], action: 'hold-back', seconds: 600 })
  const { claims } = await call(app.page, 'claims:list', null)
  expect(claims[0]).toMatchObject({ outcome: 'released', outcomeInfo: { kind: 'held-back' } })
  expect(await pending(app.page)).toBe(0)
})

test('asks before the window is closed while a job is held', async ({ home, folder }) => {
  const app = await launchApp({ home })
  await expectReady(app)
  await app.drop(await files(folder, ['a.txt']))
  await claimOne(app)
  const close = () =>
    app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.isVisible())
        ?.close(),
    )
  await app.answerQuestions(3)
  await close()
  await expect
    .poll(async () => (await app.questions()).map(({ buttons }) => buttons))
    .toEqual([
      ['Keep working in the background', 'Release it and quit', 'Quit and keep it for 30 s', 'Cancel'],
    ])
  expect((await call(app.page, 'claims:list', null)).claims[0]?.outcome).toBeNull()
  // Ctrl+Q asks too.
  await app.electron.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
    items.find(({ label }) => label === 'Quit')?.click()
  })
  await expect.poll(async () => (await app.questions()).length).toBe(2)
  await app.answerQuestions(2)
  const exited = once(app.electron.process(), 'exit')
  await close().catch(() => undefined)
  await exited
  const next = await launchApp({ home })
  await expect
    .poll(async () => (await call(next.page, 'claims:list', null)).claims[0]?.phase, { timeout: 20_000 })
    .toBe('recovered')
  await next.close()
})
