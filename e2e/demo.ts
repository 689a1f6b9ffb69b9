import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type App, launchApp, makeHome } from './app.ts'
import { QueuePage } from './pages/queue-page.ts'

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
    const number = String(pictureCount).padStart(2, '0')
    await app.page.screenshot({
      path: join(pictures, `${number}-${name}-${theme}.png`),
      animations: 'disabled',
    })
  }
}

/** Runs one step and prints how long it took, without the screenshots. */
async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = performance.now()
  const result = await work()
  process.stdout.write(
    `${name.padEnd(58)} ${((performance.now() - before) / 1000).toFixed(2).padStart(6)} s\n`,
  )
  return result
}

async function digest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}

/** Plays the main workflow: submit, claim, complete with a result, save the result. */
async function play(folder: string): Promise<void> {
  const home = await makeHome(folder)
  const app = await step('Open the window and start Local', async () => {
    const opened = await launchApp({ home })
    await new QueuePage(opened.page).expectReady()
    return opened
  })
  const queue = new QueuePage(app.page)
  await takePictures(app, 'start')

  await app.drop(files, { until: 'over' })
  await app.page.getByText(/^(?:New job|\d+ new jobs) in/).waitFor()
  await takePictures(app, 'drop')
  await step(`Drop ${files.map((path) => basename(path)).join(', ')}`, async () => {
    await app.drop(files)
    await queue.expectLane('Pending', files.length, 0)
  })
  await takePictures(app, 'submitted')

  await step('Claim the next job', () => queue.claimNext('Pending'))
  await queue.expectLane('Pending', files.length - 1, 1)
  await takePictures(app, 'claimed')

  const result = join(folder, 'result.txt')
  const first = files[0] ?? ''
  await writeFile(result, `${basename(first)}\nsha256 ${await digest(first)}\n`)
  await app.choosePaths([result])
  await queue.act('Finish…')
  const dialog = app.page.getByRole('dialog', { name: /^Finish/ })
  await dialog
    .getByRole('button', { name: /Choose|Pick|files/i })
    .first()
    .click()
  await dialog.getByLabel('Name of result.txt').waitFor()
  await takePictures(app, 'complete')
  await step('Complete it with a result', async () => {
    await dialog.getByRole('button', { name: 'Finish job' }).click()
    await queue.expectLane('Completed', 1, 0)
  })
  await takePictures(app, 'completed')

  await step('Claim the result', () => queue.claimNext('Completed'))
  await step('Save and acknowledge it', async () => {
    await queue.act('Save & finish')
    await queue.job.getByRole('button', { name: 'Show in folder' }).waitFor()
    await queue.expectLane('Completed', 0, 0)
  })
  await takePictures(app, 'saved')

  for (const view of ['All queues', 'All jobs', 'Files', 'Settings'] as const) {
    await queue.open(view)
    await app.page.getByRole('heading', { level: 1, name: view }).waitFor()
    await takePictures(app, view.toLowerCase().replace(' ', '-'))
  }
  const saved = await readdir(home.downloads)
  const equal = (await digest(join(home.downloads, saved[0] ?? ''))) === (await digest(result))
  await app.close()
  if (!equal) throw new Error('The saved result differs from the stored one.')
  process.stdout.write(`Saved ${saved.join(', ')}: identical to the result.\n`)
}

const folder = await mkdtemp(join(tmpdir(), 'remotejob-demo-'))
await mkdir(pictures, { recursive: true })
try {
  await play(folder)
  process.stdout.write(`Saved ${pictureCount * 2} screenshots in demo/.\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
