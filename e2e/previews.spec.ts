import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeTar, makeZip, pngHeader } from '../src/main/engine/testing/archives.ts'
import type { App } from './app.ts'
import { expect, test } from './fixtures.ts'
import { FilesPage } from './pages/files-page.ts'
import { QueuePage } from './pages/queue-page.ts'

const photo = resolve(import.meta.dirname, 'fixtures/chelsea.png')

/**
 * Returns a document with a rectangle and a line of text on each page, and a script that should run when it is opened.
 */
function makePdf(pages: number): Buffer {
  const kids = Array.from({ length: pages }, (_, index) => `${5 + index * 2} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>',
    `<< /Type /Pages /Count ${pages} /Kids [${kids}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< >>',
    ...Array.from({ length: pages }, (_, index) => {
      const drawing = `0.1 0.4 0.8 rg 40 60 120 80 re f BT 0 g /F1 18 Tf 40 170 Td (Page ${index + 1}) Tj ET`
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents ${6 + index * 2} 0 R ` +
          '/Resources << /Font << /F1 3 0 R >> >> >>',
        `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
      ]
    }).flat(),
  ]
  let text = '%PDF-1.7\n'
  const offsets = objects.map((body, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${body}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`
  return Buffer.from(
    `${text}${table}trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF`,
  )
}

/** Returns one second of sound. */
function makeWav(): Buffer {
  const samples = 8_000
  const header = Buffer.from('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1')
  const rest = Buffer.alloc(20)
  rest.writeUInt32LE(samples, 0)
  rest.writeUInt32LE(samples, 4)
  rest.writeUInt16LE(1, 8)
  rest.writeUInt16LE(8, 10)
  rest.write('data', 12)
  rest.writeUInt32LE(samples, 16)
  const body = Buffer.from(
    Array.from({ length: samples }, (_, at) => 128 + Math.round(60 * Math.sin(at / 3))),
  )
  return Buffer.concat([header, rest, body])
}

/** Returns nested groups that each use the previous one ten times: 10^9 shapes. */
function svgBomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const uses = `<use href="#g${level}"/>`.repeat(10)
    return `<g id="g${level + 1}">${uses}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><defs><rect id="g0" width="9" height="9"/>${levels.join('')}</defs><use href="#g9"/></svg>`
}

const files: Readonly<Record<string, Buffer | string>> = {
  'notes.txt': 'Grüße aus dem Zoo\nphoto\u202Egpj.exe\n',
  'empty.txt': '',
  'data.json': JSON.stringify({ name: 'cat', sizes: [1, 2, 3], deep: { er: { est: true } } }),
  'table.csv': 'name;legs\ncat;4\nbird;2\n',
  'report.pdf': makePdf(3),
  'files.zip': makeZip({ 'a/': '', 'a/cat.txt': 'meow', 'bad\u202Egpj.exe': 'x' }),
  'logs.tar.gz': gzipSync(makeTar([{ name: 'var/log/syslog', body: Buffer.alloc(5_000, 'x') }])),
  'drawing.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" onload="fetch(\'https://evil.example\')">' +
    '<rect width="200" height="100" fill="#1b57c9"/><circle cx="60" cy="50" r="30" fill="#f0b455"/></svg>',
  'sound.wav': makeWav(),
  'program.bin': Buffer.from(Array.from({ length: 600 }, (_, at) => (at * 7) % 256)),
  'huge.png': pngHeader(100_000, 100_000),
  'bomb.svg': svgBomb(),
  'line.json': `[${'{"a":1},'.repeat(500_000)}`,
  'wide.csv': `${'1,'.repeat(1_000_000)}\n`,
}

/** Uploads the photo and files with these names in the Files view. */
async function upload(app: App, folder: string, names: readonly string[]): Promise<FilesPage> {
  const paths = names.map((name) => join(folder, name))
  await Promise.all(names.map((name, index) => writeFile(paths[index] ?? '', files[name] ?? '')))
  const page = new FilesPage(app.page)
  await app.page.getByRole('button', { name: 'Files', exact: true }).click()
  await expect(page.view.getByRole('heading', { name: 'No files' })).toBeVisible({ timeout: 40_000 })
  await app.choosePaths([photo, ...paths])
  await page.view.getByRole('button', { name: 'Upload…' }).click()
  await expect(page.grid).toHaveAttribute('aria-rowcount', `${paths.length + 2}`)
  return page
}

/** Takes a screenshot in both themes, if a folder for them is set. */
async function takeScreenshots(app: App, name: string): Promise<void> {
  const folder = process.env['REMOTEJOB_PICTURES']
  if (folder === undefined) return
  for (const theme of ['dark', 'light'] as const) {
    await app.electron.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source
    }, theme)
    await app.page.waitForFunction(
      (dark) => matchMedia('(prefers-color-scheme: dark)').matches === dark,
      theme === 'dark',
    )
    await app.page.screenshot({ path: join(folder, `${name}-${theme}.png`), animations: 'disabled' })
  }
}

test('previews every kind of file, and survives malicious ones', async ({ app, folder }) => {
  test.setTimeout(240_000)
  const page = await upload(app, folder, Object.keys(files))
  const { preview } = page
  const select = (name: string): Promise<void> => page.select(name)
  const height = async (): Promise<number | undefined> => (await preview.boundingBox())?.height

  await select('chelsea.png')
  const image = preview.getByRole('img')
  await expect(image).toBeVisible()
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(451)
  const before = await height()
  await takeScreenshots(app, 'image')

  await select('notes.txt')
  await expect(preview.getByText('Grüße aus dem Zoo')).toBeVisible()
  await expect(preview.getByText('photo⟨U+202E⟩gpj.exe')).toBeVisible()
  expect(await height()).toBe(before)
  await takeScreenshots(app, 'text')

  await select('data.json')
  await preview.getByRole('button', { name: /^er, object/ }).click()
  await expect(preview.getByText('est:')).toBeVisible()
  await takeScreenshots(app, 'json')

  await select('table.csv')
  await expect(preview.getByRole('columnheader', { name: 'legs' })).toBeVisible()
  await takeScreenshots(app, 'table')

  await select('report.pdf')
  await expect(preview.getByText('Page 1 of 3')).toBeVisible()
  await preview.getByRole('button', { name: 'Next page' }).click()
  const second = preview.getByRole('img', { name: 'Page 2 of the document' })
  await expect.poll(() => second.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1_000)
  expect(await height()).toBe(before)
  await takeScreenshots(app, 'document')

  await select('files.zip')
  await expect(preview.getByRole('cell', { name: 'a/cat.txt' })).toBeVisible()
  await expect(preview.getByText('U+202E')).toBeVisible()
  await takeScreenshots(app, 'zip')

  await select('logs.tar.gz')
  await expect(preview.getByRole('cell', { name: 'var/log/syslog' })).toBeVisible()

  await select('empty.txt')
  await expect(preview.getByText('This file is empty')).toBeVisible()

  await select('drawing.svg')
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1_000)
  await takeScreenshots(app, 'svg')

  await select('sound.wav')
  const sound = preview.getByLabel('Sound')
  await expect.poll(() => sound.evaluate((element: HTMLAudioElement) => element.duration)).toBe(1)
  await takeScreenshots(app, 'sound')

  await select('program.bin')
  await expect(preview.getByLabel('Bytes')).toContainText('0000')
  await takeScreenshots(app, 'bytes')

  await select('huge.png')
  await expect(preview.getByText('100,000 × 100,000')).toBeVisible()
  await takeScreenshots(app, 'none')

  await select('line.json')
  await expect(preview.getByText('Preview shows the first 256 KB')).toBeVisible()
  await takeScreenshots(app, 'long-json')

  await select('wide.csv')
  await expect(preview.getByText(/30 of .* columns/)).toBeVisible()

  // A separate process draws the bomb, and is killed. Meanwhile, the window responds and shows another file at once.
  await select('bomb.svg')
  await expect(preview.getByText(/too long|too much|could not be drawn/)).toBeVisible({ timeout: 40_000 })
  await select('notes.txt')
  await expect(preview.getByText('Grüße aus dem Zoo')).toBeVisible()
  expect(await app.page.evaluate(() => document.querySelectorAll('script:not([src])').length)).toBe(0)
})

test('several files can be saved, resubmitted, found and deleted', async ({ app, folder }) => {
  const names = ['bomb.svg', 'data.json', 'notes.txt', 'table.csv']
  const page = await upload(app, folder, names)
  const { view } = page
  await page.select('notes.txt')
  await view.getByRole('button', { name: 'Name' }).click()
  await page.cell('bomb.svg').click()
  await page.cell('data.json').click({ modifiers: ['Shift'] })
  await expect(view.getByRole('heading', { name: '3 selected' })).toBeVisible()
  await takeScreenshots(app, 'selected')

  const goal = join(folder, 'saved')
  await mkdir(goal)
  await app.choosePaths([goal])
  await view.getByRole('button', { name: 'Save…' }).click()
  const saved = ['bomb.svg', 'chelsea.png', 'data.json']
  await expect.poll(async () => (await readdir(goal)).toSorted()).toEqual(saved)
  expect((await readFile(join(goal, 'chelsea.png'))).equals(await readFile(photo))).toBe(true)
  expect(await readFile(join(goal, 'data.json'), 'utf8')).toBe(files['data.json'])

  await page.submitAgain()
  await expect(app.page.getByText('3 jobs submitted')).toBeVisible()

  await view.getByRole('button', { name: 'Delete…' }).click()
  const dialog = app.page.getByRole('alertdialog', { name: 'Delete 3 files?' })
  await expect(dialog).toContainText('chelsea.png')
  await takeScreenshots(app, 'delete')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  for (const name of saved) await expect(page.cell(name)).toHaveCount(0)
  await view.getByRole('searchbox', { name: 'Find files' }).fill('tab')
  await expect(page.cell('table.csv')).toBeVisible()
  await expect(page.cell('notes.txt')).toHaveCount(0)

  const queue = new QueuePage(app.page)
  await queue.openQueue()
  await queue.expectQueue('Pending', 3, 0)
})

test('the file of a job is previewed in its panel, even after the job is claimed', async ({ app }) => {
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await app.drop([photo])
  await queue.row(/chelsea\.png/).click()
  const image = queue.job.getByRole('region', { name: 'Preview' }).getByRole('img')
  const width = () => image.evaluate((element: HTMLImageElement) => element.naturalWidth)
  await expect.poll(width).toBe(451)
  await takeScreenshots(app, 'job')
  await queue.expectQueue('Pending', 1, 0)
  await queue.claimNext('Pending')
  await expect.poll(width).toBe(451)
})
