import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchApp, makeHome, type App } from './app.ts'
import { QueuePage } from './pages/queue-page.ts'
const out = '/tmp/dshots'
await mkdir(out, { recursive: true })
const folder = await mkdtemp(join(tmpdir(), 'shots-'))
const home = await makeHome(folder)
const app: App = await launchApp({ home })
app.page.setDefaultTimeout(10_000)
const sizes = (process.env['SIZES'] ?? '1280x800,800x600').split(',').map((s) => s.split('x').map(Number))
const themes = (process.env['THEMES'] ?? 'light,dark').split(',')
async function shot(name: string) {
  for (const [w, h] of sizes) {
    await app.electron.evaluate(
      ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]!.setContentSize(w!, h!),
      [w, h] as number[],
    )
    for (const theme of themes) {
      await app.electron.evaluate(({ nativeTheme }, t) => {
        nativeTheme.themeSource = t as 'light'
      }, theme)
      await new Promise((r) => setTimeout(r, 350))
      await app.page.screenshot({ path: join(out, `${name}-${w}-${theme}.png`), animations: 'disabled' })
    }
  }
  console.log('shot', name)
}
async function step(name: string, f: () => Promise<unknown>) {
  try {
    await f()
  } catch (e) {
    console.log('FAILED', name, String(e).slice(0, 900))
  }
  await shot(name)
}
const queue = new QueuePage(app.page)
await queue.expectReady()
await queue.open('Settings')
await step('01-check-local', async () => {
  await app.page.getByRole('button', { name: 'Check connection Local' }).click()
  await app.page.getByRole('dialog').getByText('found.').waitFor()
})
await app.page.keyboard.press('Escape')
await step('02-draft', async () => {
  await app.page.getByRole('button', { name: 'Add custom endpoint…' }).click()
  const d = app.page.getByRole('dialog')
  const { endpoint } = await app.page.evaluate(
    async () => ((await (window as any).remotejob.invoke('local:get', null)) as any).value,
  )
  await d.getByLabel('S3 address').fill(endpoint)
  await d.getByLabel('SQS address').fill(endpoint)
  await d.getByText('found.').waitFor()
})
console.log('faults', app.faults.slice(0, 10))
await app.close().catch((e) => console.log('close', String(e).slice(0, 300)))
