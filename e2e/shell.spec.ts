import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { contentSecurityPolicy } from '../src/main/app/protocols/content-security-policy.ts'
import { electronPath, type Home, launchApp } from './app.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'
import { expectedPreferences, webPreferences } from './web-preferences.ts'

const root = resolve(import.meta.dirname, '..')
const pageAddress = 'app://bundle/index.html'

test('every window is sandboxed, isolated and has no access to Node', async ({ app }) => {
  expect(await webPreferences(app)).toEqual({ 'app://bundle': expectedPreferences })
  const globals = await app.page.evaluate(() =>
    ['require', 'process', 'Buffer', 'module'].filter((name) => name in globalThis),
  )
  expect(globals).toEqual([])
  // Chromium's sandbox is off only where the system does not allow one. In that case the window shows a
  // notice.
  const sandboxImpossible = process.env['REMOTEJOB_SANDBOX'] === '0'
  const unsandboxed = await app.electron.evaluate(({ app: electronApp }) =>
    electronApp.commandLine.hasSwitch('no-sandbox'),
  )
  expect(unsandboxed).toBe(sandboxImpossible)
  await new QueuePage(app.page).expectReady()
  await expect(app.page.getByText('Remotejob runs without a sandbox')).toBeVisible({
    visible: sandboxImpossible,
  })
})

test('the preload exposes only the four members of the bridge to the page, and no raw channel', async ({
  app,
}) => {
  const names = await app.page.evaluate(() =>
    Object.keys((globalThis as unknown as { remotejob: object }).remotejob),
  )
  expect(names.toSorted()).toEqual(['grantFiles', 'invoke', 'on', 'platform'])
  const refused = await app.page.evaluate(() => {
    const { remotejob } = globalThis as unknown as {
      remotejob: { invoke(name: string, input: unknown): Promise<unknown> }
    }
    return remotejob.invoke('files:grant', ['/etc/passwd'])
  })
  expect(refused).toMatchObject({ ok: false, error: { message: 'Unknown call.' } })
})

test('the scheme serves the page and nothing outside it', async ({ app }) => {
  const statuses = await app.electron.evaluate(async ({ net }) => {
    const addresses = [
      'app://bundle/index.html',
      'app://bundle/..%2f..%2fetc/passwd',
      'app://bundle/..%2fmain/index.js',
      'app://bundle/%00',
      'app://bundle/%ff',
      'app://bundle/%2e%2e/main/index.js',
      'app://other/index.html',
      'app://bundle/',
    ]
    const responses = await Promise.all(
      addresses.map(async (address) => [address, (await net.fetch(address)).status] as const),
    )
    return Object.fromEntries(responses)
  })
  expect(statuses).toEqual({
    'app://bundle/index.html': 200,
    'app://bundle/..%2f..%2fetc/passwd': 403,
    'app://bundle/..%2fmain/index.js': 403,
    'app://bundle/%00': 400,
    'app://bundle/%ff': 400,
    'app://bundle/%2e%2e/main/index.js': 404,
    'app://other/index.html': 404,
    'app://bundle/': 403,
  })
  const posted = await app.electron.evaluate(
    async ({ net }) => (await net.fetch('app://bundle/index.html', { method: 'POST' })).status,
  )
  expect(posted).toBe(405)
})

test('the content security policy is sent as a header and blocks an injected script', async ({ app }) => {
  const headers = await app.electron.evaluate(async ({ net }, address) => {
    const { headers: all } = await net.fetch(address)
    return { policy: all.get('content-security-policy'), sniff: all.get('x-content-type-options') }
  }, pageAddress)
  expect(headers).toEqual({ policy: contentSecurityPolicy, sniff: 'nosniff' })
  const tag = app.page.locator('meta[http-equiv="Content-Security-Policy"]')
  expect(await tag.getAttribute('content')).toBe(
    contentSecurityPolicy.replace("frame-ancestors 'none'; ", ''),
  )
  const ran = await app.page.evaluate(() => {
    new Image().src = 'https://evil.example/pixel.png'
    const script = document.createElement('script')
    try {
      script.text = 'globalThis.injected = true'
    } catch {
      return 'refused by trusted types'
    }
    document.head.append(script)
    return 'injected' in globalThis ? 'ran' : 'blocked'
  })
  expect(ran).not.toBe('ran')
  // Every test fails if its page violates the policy. This one does so on purpose.
  const violated = 'Content security policy violated: '
  await expect
    .poll(() => app.faults.filter((fault) => fault.startsWith(violated)).toSorted())
    .toEqual([
      // Once for the policy in the header, and once for the one in the tag.
      `${violated}img-src https://evil.example/pixel.png`,
      `${violated}img-src https://evil.example/pixel.png`,
      `${violated}require-trusted-types-for trusted-types-sink`,
      `${violated}require-trusted-types-for trusted-types-sink`,
    ])
  app.forgetErrors()
})

test('a peer connection reaches no server, over UDP or TCP', async ({ app }) => {
  await new QueuePage(app.page).expectReady()
  const reached: string[] = []
  const server = createServer((socket) => {
    reached.push('TCP')
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const udp = createSocket('udp4', () => reached.push('UDP'))
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve))
  try {
    await app.page.evaluate(async (host) => {
      const relay = { username: 'a', credential: 'b' }
      const iceServers = [
        { urls: `stun:${host}` },
        { urls: [`turn:${host}?transport=udp`, `turn:${host}?transport=tcp`], ...relay },
      ]
      const connection = new RTCPeerConnection({ iceServers })
      connection.createDataChannel('x')
      const gathered = new Promise<void>((resolve) => {
        connection.addEventListener('icegatheringstatechange', () => {
          if (connection.iceGatheringState === 'complete') resolve()
        })
      })
      await connection.setLocalDescription()
      await gathered
      connection.close()
    }, `127.0.0.1:${port}`)
    expect(reached).toEqual([])
  } finally {
    udp.close()
    server.close()
  }
})

test('every permission is denied, in every session', async ({ app }) => {
  const denied = await app.page.evaluate(async () => {
    const names = [
      'geolocation notifications push midi camera microphone background-sync ambient-light-sensor accelerometer',
      'gyroscope magnetometer clipboard-read clipboard-write payment-handler idle-detection periodic-background-sync',
      'screen-wake-lock nfc display-capture storage-access window-management local-fonts top-level-storage-access',
    ].flatMap((line) => line.split(' '))
    const states = await Promise.all(
      names.map(async (name) => {
        const query = navigator.permissions.query({ name: name as PermissionName })
        // Chromium recognises a permission name only if its feature is built in.
        return [name, await query.then(({ state }) => state).catch(() => 'denied')] as const
      }),
    )
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- this runs in the page
    const refusal = (asked: Promise<unknown>) => asked.then(() => 'granted').catch(() => 'denied')
    return {
      allowed: states.filter(([, state]) => state !== 'denied'),
      notifications: await Notification.requestPermission(),
      microphone: await refusal(navigator.mediaDevices.getUserMedia({ audio: true })),
      screen: await refusal(navigator.mediaDevices.getDisplayMedia()),
      midi: await refusal(navigator.requestMIDIAccess()),
      clipboard: await refusal(navigator.clipboard.readText()),
      place: await refusal(
        new Promise((resolve, reject) => {
          navigator.geolocation.getCurrentPosition(resolve, reject)
        }),
      ),
    }
  })
  expect(denied).toEqual({
    allowed: [],
    notifications: 'denied',
    microphone: 'denied',
    screen: 'denied',
    midi: 'denied',
    clipboard: 'denied',
    place: 'denied',
  })
  // Sessions that are created later are guarded too.
  const other = await app.electron.evaluate(async ({ BrowserWindow, session }) => {
    const window = new BrowserWindow({
      show: false,
      webPreferences: { session: session.fromPartition('other'), sandbox: true },
    })
    window.webContents.session.protocol.handle('app', () => new Response('<title>Other</title>'))
    await window.loadURL('app://other/')
    const state = (await window.webContents.executeJavaScript(
      "navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)",
    )) as string
    window.destroy()
    return state
  })
  expect(other).toBe('denied')
})

test('the window cannot navigate to another page or open another window', async ({ app, folder }) => {
  await new QueuePage(app.page).expectReady()
  const opened = await app.page.evaluate(() => globalThis.open('https://example.com/') === null)
  expect(opened).toBe(true)
  // A drop on a view without a drop target must not open the file either.
  const path = join(folder, 'page.html')
  await writeFile(path, '<h1>Away</h1>')
  await new QueuePage(app.page).open('Settings')
  await app.drop([path])
  await expect(app.page.getByText('1 job submitted')).toBeVisible()
  expect(app.page.url()).toBe(pageAddress)
  await app.page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'https://example.com/middle'
    link.id = 'middle'
    link.textContent = 'middle'
    link.style.cssText = 'position:fixed;inset:0;z-index:9999'
    document.body.append(link)
  })
  await app.page.mouse.click(640, 400, { button: 'middle' })
  await app.page.locator('#middle').evaluate((link) => link.remove())
  const windows = await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  expect(windows).toBe(1)

  // This comes last, because afterwards Playwright waits for navigations that never happen.
  await app.electron.evaluate(({ BrowserWindow }) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    BrowserWindow.getAllWindows()[0]?.webContents.on('will-frame-navigate', ({ url }) => asked.push(url))
  })
  // file: and data: are missing here, because Chromium blocks them before the guard sees them.
  const foreign = ['https://example.com/link', 'https://example.com/place', 'app://other/']
  for (const address of foreign) {
    await app.page.evaluate((href) => {
      if (!href.endsWith('link')) {
        globalThis.location.href = href
        return
      }
      const link = document.body.appendChild(document.createElement('a'))
      link.href = href
      link.click()
      link.remove()
    }, address)
    const asked = () => app.electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
    await expect.poll(asked).toContain(address)
    // The window stops loading, and shows neither the address nor an error page.
    const state = () =>
      app.electron.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        return [contents?.isLoadingMainFrame(), contents?.getURL()]
      })
    await expect.poll(state).toEqual([false, pageAddress])
  }

  app.forgetErrors()
})

test('neither the AWS SDK nor zod is loaded before the window shows', async () => {
  // Follows static imports only, because index.js loads dynamic imports after the window is shown.
  const loaded = new Set<string>()
  const waiting = [join(root, 'out/main/index.js')]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (loaded.has(file)) continue
    loaded.add(file)
    const text = await readFile(file, 'utf8')
    for (const [, path] of text.matchAll(/\b(?:from|import) ?["'](\.[^"']+)["']/g)) {
      waiting.push(resolve(dirname(file), path ?? ''))
    }
  }
  const texts = await Promise.all([...loaded].map((file) => readFile(file, 'utf8')))
  expect(texts.filter((text) => /@smithy|aws-sdk|~standard/.test(text))).toEqual([])
  const later = await readFile(join(root, 'out/main/index.js'), 'utf8')
  expect(later).toMatch(/import\(["'`]\.\/chunks\/running/)
})

test("the page is served without Node's fetch implementation, which is slow to load", async ({ app }) => {
  await new QueuePage(app.page).expectReady()
  const loaded = await app.electron.evaluate(
    () => (process as unknown as { readonly moduleLoadList: readonly string[] }).moduleLoadList,
  )
  expect(loaded).toContain('NativeModule fs')
  expect(loaded.filter((name) => name.includes('undici'))).toEqual([])
})

test('the first load of the page is at most 300 KB gzipped, without its fonts', async () => {
  const page = join(root, 'out/renderer/index.html')
  const html = await readFile(page, 'utf8')
  const waiting = [...html.matchAll(/(?:src|href)="(\.[^"]+\.(?:js|css))"/g)].map(([, path = '']) =>
    resolve(dirname(page), path),
  )
  const loaded = new Set<string>([page])
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (loaded.has(file)) continue
    loaded.add(file)
    // Only static imports: dynamic imports are not part of the first load.
    const text = await readFile(file, 'utf8')
    for (const [, path] of text.matchAll(/\b(?:from|import) ?["'`](\.[^"'`]+)["'`]/g)) {
      waiting.push(resolve(dirname(file), path ?? ''))
    }
  }
  const files = await Promise.all([...loaded].map((file) => readFile(file)))
  const bytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0)
  expect(loaded.size).toBeGreaterThan(3)
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThanOrEqual(300_000)
})

for (const [theme, colour] of [
  ['light', '#FBFBFC'],
  ['dark', '#0E1014'],
] as const) {
  test(`the ${theme} window has its background colour before the page loads`, async ({ home }) => {
    const first = await launchApp({ home })
    await first.page.evaluate(
      (wanted) =>
        (
          globalThis as unknown as { remotejob: { invoke(name: string, input: unknown): Promise<unknown> } }
        ).remotejob.invoke('settings:set-theme', { theme: wanted }),
      theme,
    )
    await first.close()
    const app = await launchApp({ home, theme })
    const found = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBackgroundColor(),
    )
    expect(found?.toUpperCase()).toBe(colour)
    await app.close()
  })
}

test('a second launch focuses the first window and exits', async ({ app, home }) => {
  await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const broughtForward = new Promise<boolean>((resolve) => {
      // Without a window manager no window gets the focus, so the test observes the call instead.
      if (window) window.focus = () => resolve(true)
    })
    Object.assign(globalThis, { broughtForward })
  })
  expect(await startAgain(home)).toBe(0)
  const broughtForward = app.electron.evaluate(
    () => (globalThis as unknown as { broughtForward: Promise<boolean> }).broughtForward,
  )
  expect(await broughtForward).toBe(true)
  expect(app.page.url()).toBe(pageAddress)
})

/**
 * Starts the app a second time with the same data, and returns its exit code. Does not use Playwright, whose
 * debugger would still be attaching when the app quits, and would fail outside of the test.
 */
async function startAgain({ userData }: Home): Promise<number | null> {
  const sandbox = process.env['REMOTEJOB_SANDBOX'] === '0' ? ['--no-sandbox'] : []
  const child = spawn(electronPath(), [...sandbox, root, `--user-data-dir=${userData}`], { stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}
