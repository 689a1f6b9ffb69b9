import { randomUUID } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { App } from './app.ts'
import { call } from './call.ts'
import { expect, test } from './fixtures.ts'
import { localAccess } from './local-access.ts'
import { QueuePage } from './pages/queue-page.ts'
import { expectedPreferences, webPreferences } from './web-preferences.ts'

const bidi = '\u202E'

/** A hostile program's jobs: payloads that call `site`, and names that point outside the folder. */
function attacks(site: string): readonly { name: string; body: string; contentType: string }[] {
  const html = `<img src="${site}/html.png" onerror="globalThis.pwned = 1"><script>globalThis.pwned = 2</script>`
  return [
    {
      name: 'picture.svg',
      contentType: 'image/svg+xml',
      body:
        `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="100" onload="fetch('${site}/svg')">` +
        `<style>@import url("${site}/style.css"); @font-face { font-family: x; src: url("${site}/font") }</style>` +
        `<script>globalThis.pwned = 3; fetch('${site}/script')</script><image xlink:href="${site}/image.png" width="9" height="9"/>` +
        `<rect width="200" height="100" fill="#1b57c9"/></svg>`,
    },
    {
      name: 'frame.svg',
      contentType: 'image/svg+xml',
      body: `<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><foreignObject width="99" height="99"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${site}/frame"/></foreignObject></svg>`,
    },
    { name: '../../../../../../tmp/escape/page.html', contentType: 'text/html', body: html },
    { name: `C:\\Windows\\invoice${bidi}fdp.exe`, contentType: 'application/pdf', body: 'MZ\u0090\0program' },
    { name: html, contentType: 'text/plain', body: html },
    {
      name: '.profile',
      contentType: 'application/json',
      body: `{"__proto__":{"pwned":4},"${'a'.repeat(1_000)}":[${'['.repeat(5_000)}`,
    },
  ]
}

/** Stores the payloads and sends their messages as another program would. */
async function attack(app: App, site: string): Promise<void> {
  const { endpoint, keys: credentials } = await localAccess(app)
  const shared = { endpoint, region: 'us-west-1', credentials }
  const s3 = new S3Client({ ...shared, forcePathStyle: true })
  const sqs = new SQSClient(shared)
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'demo-pending' }))
  for (const { name, body, contentType } of attacks(site)) {
    const key = randomUUID()
    const bucket = 'remotejobs-in-demo'
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }))
    const MessageBody = JSON.stringify({
      bucket,
      key,
      name,
      filename: name,
      path: '../../escape',
      [`<img src=${site}/field.png>`]: `javascript:fetch('${site}')`,
      constructor: { prototype: { pwned: 5 } },
    }).replace('"name"', '"__proto__":{"pwned":6},"name"')
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  }
  // Messages that name no payload, or somebody else's.
  for (const MessageBody of [
    '<script>globalThis.pwned = 7</script>',
    `{"bucket":"other-bucket","key":"${site}"}`,
  ])
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  s3.destroy()
  sqs.destroy()
}

test('a queue of hostile messages runs nothing, writes nothing outside the folder, and fetches nothing', async ({
  app,
  folder,
  home,
}) => {
  test.setTimeout(180_000)
  const visits: string[] = []
  const server = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  const before = (await readdir(folder)).toSorted()
  await app.electron.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openPath = (path) => {
      opened.push(path)
      return Promise.resolve('')
    }
    shell.openExternal = (address) => {
      opened.push(address)
      return Promise.resolve()
    }
    shell.showItemInFolder = () => undefined
  })
  await attack(app, site)
  await call(app.page, 'claims:next', { queue: 'demo', status: 'pending', max: 10, requestId: randomUUID() })
  const count = attacks(site).length + 2
  await expect.poll(() => queue.claimedCount()).toBe(count)

  // Every job is shown with its fields, its message and the preview of its payload.
  const rows = queue.list.getByRole('row').filter({ has: app.page.getByRole('gridcell') })
  await expect(rows).toHaveCount(count)
  for (let index = 0; index < count; index += 1) {
    await rows.nth(index).click()
    await expect(queue.job).toBeVisible()
    await queue.openDetails()
    await queue.job.getByText(/^Details:/).click()
  }
  await queue.row(/picture\.svg/).click()
  const image = queue.job.getByRole('region', { name: 'Preview' }).getByRole('img')
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1_000)
  // The painter has drawn it in its own window.
  expect(await webPreferences(app)).toEqual({
    'app://bundle': expectedPreferences,
    'app://painter': expectedPreferences,
  })

  // Save and open all of them.
  const { claims } = await call(app.page, 'claims:list', null)
  await Promise.all(
    claims.map(({ id }) => call(app.page, 'claims:save', { claimId: id, where: 'open' }).catch(() => null)),
  )
  const saved = async (): Promise<string[]> => (await readdir(home.downloads, { recursive: true })).toSorted()
  // A running save has a part file, which disappears.
  const unfinished = ['waiting', 'running', 'queueing', 'reconnecting'] as const
  await expect
    .poll(async () => {
      const { counts } = await call(app.page, 'transfers:list', null)
      return unfinished.reduce((sum, state) => sum + counts[state], 0)
    })
    .toBe(0)
  expect((await saved()).length).toBeGreaterThan(4)
  for (const name of await saved()) {
    const info = await stat(join(home.downloads, name))
    if (info.isFile()) expect([name, info.mode & 0o777]).toEqual([name, 0o600])
    expect(name).not.toMatch(/\.\.|[\u202E<>:"|?*\\]/)
  }
  expect((await readdir(folder)).toSorted()).toEqual(before)
  const opened = await app.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  expect(
    opened.filter((path) => !path.startsWith(home.downloads) || /\.(?:svg|html|exe)$/.test(path)),
  ).toEqual([])

  const pwned = await app.page.evaluate(() => [
    (globalThis as { pwned?: unknown }).pwned,
    ({} as { pwned?: unknown }).pwned,
    document.querySelectorAll('script:not([src]), iframe, object, embed, img[src^="http"]').length,
  ])
  expect(pwned).toEqual([undefined, undefined, 0])
  const windows = await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  expect(windows).toBeLessThanOrEqual(2)
  expect(visits).toEqual([])
  await new Promise((resolve) => {
    server.close(resolve)
  })
  // The log contains the names, each on a single line.
  const log = await readFile(
    join(await app.electron.evaluate(({ app: main }) => main.getPath('logs')), 'main.log'),
    'utf8',
  )
  expect(log).not.toContain(bidi)
})
