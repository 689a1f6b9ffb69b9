import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { type App, makeFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}

/** Submits a file, claims its job, saves it and finishes it. The saved file must be identical. */
async function passThrough(app: App, path: string): Promise<void> {
  const { downloads } = app.home
  const name = basename(path)
  const before = await readdir(downloads)
  const queue = new QueuePage(app.page)
  await queue.submitAndClaim(app, [path])
  await expect(queue.job).toContainText(name.split(/\s+/)[0] ?? name)
  await queue.expectQueue('Pending', 0, 1)

  await queue.act('Save & finish')
  await expect(queue.job.getByRole('button', { name: 'Show in folder' })).toBeVisible({ timeout: 60_000 })
  await queue.expectQueue('Pending', 0, 0)
  expect((await readdir(downloads)).toSorted()).toEqual([...before, name].toSorted())
  expect(await digest(join(downloads, name))).toBe(await digest(path))
}

test('drops, claims, saves and finishes files of every size and name', async ({ app, folder }) => {
  test.setTimeout(180_000)
  await new QueuePage(app.page).expectReady()
  for (const { what, name, bytes } of [
    { what: 'a small file', name: 'cat.jpg', bytes: 20_000 },
    { what: 'an empty file', name: 'nothing.txt', bytes: 0 },
    { what: 'a name that is not ASCII', name: '包天宇  v2 – Grüße 🐈.pdf', bytes: 3_000 },
    { what: 'a hidden file', name: '.gitignore', bytes: 300 },
    { what: 'a name with a joiner and two spaces', name: 'می\u200Cخواهم  2.tar.gz', bytes: 3_000 },
    { what: 'a file of 300 MiB', name: 'film.mov', bytes: 300 * 1024 * 1024 },
  ]) {
    await test.step(what, async () => {
      const path = join(folder, name)
      await makeFile(path, bytes)
      await passThrough(app, path)
    })
  }
})

test('submits a folder of 200 files as 200 jobs', async ({ app, folder }) => {
  const photos = join(folder, 'photos')
  await mkdir(join(photos, 'inner'), { recursive: true })
  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      writeFile(join(photos, index % 2 === 0 ? 'inner' : '', `photo ${index}.txt`), `photo ${index}`),
    ),
  )
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await app.drop([photos])
  await queue.expectQueue('Pending', 200, 0)
  await expect(queue.row(/photos, 200 jobs/)).toBeVisible()
})

test('finishes a job with a result, claims the result and saves it', async ({ app, folder, home }) => {
  const source = join(folder, 'cat.jpg')
  const result = join(folder, 'cat-small.jpg')
  await makeFile(source, 5_000)
  await makeFile(result, 1_500)
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await queue.submitAndClaim(app, [source])

  await queue.act('Finish…')
  const dialog = app.page.getByRole('dialog', { name: /^Finish/ })
  await app.choosePaths([result])
  await dialog
    .getByRole('button', { name: /Choose|Pick|files/i })
    .first()
    .click()
  await expect(dialog.getByLabel('Name of cat-small.jpg')).toBeVisible()
  await dialog.getByRole('button', { name: 'Finish job' }).click()
  await queue.expectQueue('Pending', 0, 0)
  await queue.expectQueue('Completed', 1, 0)

  await queue.claimNext('Completed')
  const goal = join(home.downloads, 'chosen name.jpg')
  await app.chooseSavePath(goal)
  await queue.act('Save as…')
  await expect
    .poll(async () => readFile(goal).catch(() => null), { timeout: 30_000 })
    .toEqual(await readFile(result))
  await queue.act('Finish without a result')
  await queue.expectQueue('Completed', 0, 0)
})

test('adds a file dropped on the Finish dialog as a result, not as a new job', async ({ app, folder }) => {
  const source = join(folder, 'cat.jpg')
  const result = join(folder, 'cat-small.jpg')
  await makeFile(source, 5_000)
  await makeFile(result, 1_500)
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await queue.submitAndClaim(app, [source])
  await queue.act('Finish…')
  const dialog = app.page.getByRole('dialog', { name: /^Finish/ })
  const box = await dialog.getByText('Drop the result files here').boundingBox()
  await app.drop([result], { at: { x: box?.x ?? 0, y: (box?.y ?? 0) + 5 } })
  await expect(dialog.getByLabel('Name of cat-small.jpg')).toBeVisible()
  await dialog.getByRole('button', { name: 'Finish job' }).click()
  await queue.expectQueue('Completed', 1, 0)
  await queue.expectQueue('Pending', 0, 0)
})

test('submits pasted files as jobs', async ({ app, folder }) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 100)
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await app.electron.evaluate(({ clipboard }, uri) => {
    // The types of newer Electron versions lack `writeBuffer`.
    const board = clipboard as unknown as { writeBuffer(format: string, data: Buffer): void }
    board.writeBuffer('text/uri-list', Buffer.from(uri))
  }, pathToFileURL(path).href)
  await app.page.keyboard.press('Control+V')
  await queue.expectQueue('Pending', 1, 0)
})

test('Release returns a job to its queue at once, and a job moved to In progress stays claimed', async ({
  app,
  folder,
}) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 100)
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await queue.submitAndClaim(app, [path])
  await queue.act('Release')
  await queue.expectQueue('Pending', 1, 0)
  await queue.claimNext('Pending')
  await queue.openDetails()
  await expect(queue.job).toContainText('Attempt 2')
  // The job was moved, and stays claimed.
  await queue.act('Move to In progress')
  await queue.expectQueue('Pending', 0, 0)
  await queue.expectQueue('In progress', 0, 1)
  await expect(queue.job.getByText('Mine', { exact: true })).toBeVisible()
  await queue.act('Release')
  await queue.expectQueue('In progress', 1, 0)
  await queue.claimNext('In progress')
})

test('saves two files of the same name under different names', async ({ app, folder, home }) => {
  const path = join(folder, 'cat.jpg')
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  for (const content of ['first', 'second']) {
    await writeFile(path, content)
    await queue.submitAndClaim(app, [path])
    await queue.act('Save & finish')
    await queue.expectQueue('Pending', 0, 0)
  }
  expect((await readdir(home.downloads)).toSorted()).toEqual(['cat (2).jpg', 'cat.jpg'])
})

test('cancels waiting for a job, and can still claim the next job', async ({ app, folder }) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 100)
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await queue.header.getByRole('button', { name: 'Claim next', exact: true }).click()
  await expect(app.page.getByText('Waiting for a job…')).toBeVisible()
  await queue.header.getByRole('button', { name: 'Cancel' }).click()
  await expect(app.page.getByText('Waiting for a job…')).toBeHidden()
  await app.drop([path])
  await queue.claimNext('Pending')
})

test('opens the edit sheet first when Alt is held during a drop', async ({ app, folder }) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 100)
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await app.drop([path], { alt: true })
  const sheet = app.page.getByRole('dialog', { name: /^Submit 1 file to/ })
  await sheet.getByLabel('Name of cat.jpg').fill('Cat Montage')
  await sheet.getByRole('button', { name: /^Submit/ }).click()
  await queue.expectQueue('Pending', 1, 0)
  await queue.claimNext('Pending')
  await expect(queue.job).toContainText('Cat Montage')
})

test('claims several jobs at once, and saves and finishes them together', async ({ app, folder }) => {
  const paths = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => join(folder, name))
  for (const path of paths) await makeFile(path, 5_000)
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await app.drop(paths)
  await queue.expectQueue('Pending', 3, 0)
  // One poll may return only some of the messages.
  for (let claimed = 0; claimed < 3; claimed = await queue.claimedCount()) {
    await app.page.keyboard.press('Control+Shift+J')
    await expect.poll(() => queue.claimedCount(), { timeout: 40_000 }).toBeGreaterThan(claimed)
  }
  await app.page.getByRole('checkbox', { name: 'Select a.jpg' }).click()
  const bar = app.page.getByRole('toolbar', { name: 'Selected jobs' })
  await bar.getByRole('button', { name: 'Select all 3' }).click()
  await bar.getByRole('button', { name: 'Save & finish' }).click()
  await queue.expectQueue('Pending', 0, 0)
  for (const path of paths) {
    const saved = await readFile(join(app.home.downloads, basename(path)))
    expect(saved.equals(await readFile(path))).toBe(true)
  }
})
