import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { expect } from '@playwright/test'
import { type App, launchApp, makeHome } from './app.ts'
import { localAccess } from './local-access.ts'
import { QueuePage } from './pages/queue-page.ts'
import { work, type WorkPlan } from './worker.ts'

const pictures = resolve(import.meta.dirname, '../demo')
const files = process.argv.slice(2).map((path) => resolve(path))

let pictureCount = 0

/** Takes a screenshot in both themes. The light theme stays on. */
async function takePictures(app: App, name: string): Promise<void> {
  pictureCount += 1
  for (const theme of ['dark', 'light'] as const) {
    await app.electron.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source
    }, theme)
    await app.page.waitForFunction(
      (dark) => matchMedia('(prefers-color-scheme: dark)').matches === dark,
      theme === 'dark',
    )
    await expect(app.page.getByText('Loading the preview…')).toBeHidden()
    const number = String(pictureCount).padStart(2, '0')
    await app.page.screenshot({
      path: join(pictures, `${number}-${name}-${theme}.png`),
      animations: 'disabled',
    })
  }
}

/** Runs one step and prints how long it took, without the screenshots. */
async function step<T>(name: string, run: () => Promise<T>): Promise<T> {
  const before = performance.now()
  const result = await run()
  const seconds = ((performance.now() - before) / 1000).toFixed(2)
  process.stdout.write(`${name.padEnd(58)} ${seconds.padStart(6)} s\n`)
  return result
}

const plan = (name: string, number: number): WorkPlan => {
  const stem = basename(name).replace(/\.[^.]+$/, '')
  const text = { [`${stem}.txt`]: `What ${name} shows: a cat.\n` }
  const log = { [`${stem}-log.csv`]: 'step,seconds\nread,0.2\nlook,1.4\n' }
  return { takesMs: 20, results: number % 3 === 0 ? { ...text, ...log } : text }
}

/** Starts a worker in another program that takes the jobs of `demo`. Every third job gets two results. */
async function startWorker(app: App, signal: AbortSignal): Promise<void> {
  void work({ ...(await localAccess(app)), queue: 'demo', plan }, signal)
}

/** Creates the demo's files: some photos, and a folder of scans. */
async function makeFiles(folder: string): Promise<{ photos: string[]; scans: string; invoice: string }> {
  const photo = join(import.meta.dirname, 'fixtures/chelsea.png')
  const photos =
    files.length > 0 ? files : [1, 2, 3, 4, 5].map((number) => join(folder, `photo_${number}.png`))
  if (files.length === 0) await Promise.all(photos.map((path) => copyFile(photo, path)))
  const scans = join(folder, 'scans')
  await mkdir(scans)
  const names = Array.from({ length: 60 }, (_, index) => `scan_${String(index).padStart(4, '0')}.txt`)
  await Promise.all(names.map((name) => writeFile(join(scans, name), `${name}\n`.repeat(100))))
  const invoice = join(folder, 'invoice-2026-118.csv')
  await writeFile(invoice, 'item,pieces,price\npaper,20,4.90\nink,2,31.00\nstamps,50,0.95\n')
  return { photos, scans, invoice }
}

/** Plays the submitter, who drops files and gets results from a worker elsewhere. */
async function playSubmitter(app: App, photos: readonly string[], scans: string): Promise<void> {
  const { page } = app
  const queue = new QueuePage(page)
  await app.drop(photos, { until: 'over' })
  await page.getByText(/drop/i).first().waitFor()
  await takePictures(app, 'drop')
  await step(`Drop ${photos.map((path) => basename(path)).join(', ')}`, async () => {
    await app.drop(photos)
    await queue.expectQueue('Pending', photos.length, 0)
  })
  await takePictures(app, 'submitted')
  await step('Drop a folder with 60 scans', async () => {
    await app.drop([scans])
    await queue.expectQueue('Pending', photos.length + 60, 0)
  })
  const stop = new AbortController()
  await step('A worker elsewhere does all of them', async () => {
    await startWorker(app, stop.signal)
    await queue.expectQueue('Pending', 0, 0)
    await expect(queue.row(new RegExp(basename(photos[0] ?? '')))).toContainText(/Results? ready/, {
      timeout: 60_000,
    })
  })
  stop.abort()
  await queue.row(new RegExp(basename(photos[2] ?? photos[0] ?? ''))).click()
  // The preview's caption, which appears once the preview is drawn.
  await queue.job.getByText('UTF-8', { exact: true }).waitFor()
  await takePictures(app, 'results')
}

/** Plays a manual worker, who claims a job and finishes it with a result. */
async function playWorker(app: App, folder: string, invoice: string): Promise<void> {
  const queue = new QueuePage(app.page)
  await app.drop([invoice])
  await queue.expectQueue('Pending', 1, 0)
  await step('Claim the next job', () => queue.claimNext('Pending'))
  await takePictures(app, 'mine')
  const result = join(folder, 'invoice-checked.csv')
  await writeFile(result, 'item,ok\npaper,yes\nink,yes\nstamps,no\n')
  const box = await queue.job.boundingBox()
  const at = { x: Math.round((box?.x ?? 0) + (box?.width ?? 0) / 2), y: Math.round((box?.y ?? 0) + 300) }
  await app.drop([result], { at, until: 'over' })
  await takePictures(app, 'two-zones')
  await step('Drop its result on it and finish it', async () => {
    await app.drop([result], { at })
    await app.page.getByRole('dialog').getByText('invoice-checked.csv').first().waitFor()
    await takePictures(app, 'finish')
    await app.page.keyboard.press('Enter')
    await expect(queue.row(/invoice-2026-118/)).toContainText('Finished', { timeout: 30_000 })
  })
  await takePictures(app, 'finished')
}

/** Plays the operator, who sees every queue, everything that needs a decision, and a queue's attributes. */
async function playOperator(app: App): Promise<void> {
  const queue = new QueuePage(app.page)
  for (const view of ['All queues', 'Needs you', 'All jobs', 'Files', 'Settings'] as const) {
    await step(`Open ${view}`, async () => {
      await queue.open(view)
      await app.page.getByRole('heading', { level: 1, name: view }).waitFor()
    })
    await takePictures(app, view.toLowerCase().replace(' ', '-'))
  }
  await queue.openQueue()
  await app.page.keyboard.press('Control+k')
  await app.page.getByRole('dialog').waitFor()
  await takePictures(app, 'palette')
  await app.page.keyboard.press('Escape')
}

const folder = await mkdtemp(join(tmpdir(), 'remotejob-demo-'))
await mkdir(pictures, { recursive: true })
try {
  const home = await makeHome(folder)
  const { photos, scans, invoice } = await makeFiles(folder)
  const app = await step('Open the window and start Local', async () => {
    const opened = await launchApp({ home })
    await new QueuePage(opened.page).expectReady()
    return opened
  })
  await takePictures(app, 'start')
  await playSubmitter(app, photos, scans)
  await playWorker(app, folder, invoice)
  await playOperator(app)
  await app.close()
  process.stdout.write(`Saved ${pictureCount * 2} screenshots in demo/.\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
