import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

type Reply = { ok: boolean; value?: { files: unknown[] }; error?: { code: string } }

function expected(attack: string): unknown {
  // Only an array's elements cross the bridge. Its other properties stay in the page.
  if (attack === 'an array with a map') return []
  // A file created by the page has no path, so it gets no token.
  if (attack === 'a file with a path' || attack === 'a file of another class') return []
  // Electron's context bridge rejects these.
  if (attack.startsWith('a proxy')) return 'Error: An object could not be cloned.'
  return 'BAD_REQUEST'
}

test('the page cannot get a token for a path of its choice', async ({ app, folder }) => {
  await new QueuePage(app.page).expectReady()
  const secret = join(folder, 'secret.txt')
  await writeFile(secret, 'secret')
  const replies = await app.page.evaluate(async (path) => {
    type Bridge = { grantFiles(files: unknown): Promise<Reply> }
    const { remotejob } = globalThis as unknown as { remotejob: Bridge }
    const paths = () => [path]
    const map = { map: paths, [Symbol.iterator]: () => [path][Symbol.iterator]() }
    const trap = {
      get: (target: object, name: PropertyKey) => (name === 'map' ? paths : Reflect.get(target, name)),
    }
    class Paths extends Array {
      override map = paths as never
    }
    class PathFile extends File {
      path = path
    }
    const attacks: Record<string, unknown> = {
      'an object with a map': { map: paths },
      'an object with an iterator': map,
      'an array-like object': Object.assign({ 0: path, length: 1 }, map),
      'an object with a huge length': Object.assign({ length: 2 ** 53 }, map),
      'an array with a map': Object.assign([], map),
      'an array of another class': new Paths(1),
      'an array without a prototype': Object.setPrototypeOf([path], map),
      'a proxy of an array': new Proxy([], trap),
      'a proxy of an object': new Proxy({}, trap),
      'a proxy in an array': [new Proxy({ path }, trap)],
      'an array of paths': [path],
      'an array of plain objects': [{ name: 'secret.txt', size: 6, path }],
      'an array of arrays': [[map]],
      'a file with a path': [Object.assign(new File(['x'], 'x'), { path })],
      'a file of another class': [new PathFile(['x'], 'x')],
      'an object with the prototype of a file': [Object.setPrototypeOf({ path }, File.prototype)],
      'an array with a getter': Object.defineProperty([], 0, { get: () => path, enumerable: true }),
      'a file and a path': [new File(['x'], 'x'), path],
      'a function': Object.assign(paths, map),
      'a string': path,
      nothing: null,
    }
    const call = async (attack: unknown): Promise<Reply | string> => {
      try {
        return await remotejob.grantFiles(attack)
      } catch (error) {
        return String(error)
      }
    }
    return Promise.all(
      Object.entries(attacks).map(async ([name, attack]) => [name, await call(attack)] as const),
    )
  }, secret)
  const outcomes = replies.map(([name, reply]) => [
    name,
    typeof reply === 'string' ? reply : (reply.error?.code ?? reply.value?.files),
  ])
  expect(Object.fromEntries(outcomes)).toEqual(
    Object.fromEntries(replies.map(([name]) => [name, expected(name)])),
  )
})

test('the page cannot use a channel or an event that is not listed', async ({ app }) => {
  await new QueuePage(app.page).expectReady()
  const outcomes = await app.page.evaluate(async () => {
    type Bridge = {
      invoke(channel: unknown, input: unknown): Promise<Reply>
      on(event: unknown, listener: unknown): unknown
    }
    const { remotejob } = globalThis as unknown as { remotejob: Bridge }
    let reads = 0
    // Returns a harmless name on the first read only.
    const changingName = (harmless: string, wanted: string) => ({
      toString: () => (reads++ === 0 ? harmless : wanted),
    })
    const names = ['files:grant', ['settings:get'], changingName('settings:get', 'files:grant'), null, 7]
    const calls = await Promise.all(
      names.map(async (name) => (await remotejob.invoke(name, ['/etc/passwd'])).error?.code),
    )
    const uncloneable = await remotejob.invoke('settings:set-theme', { theme: () => 'dark' })
    const listen = (event: unknown, listener: unknown): string => {
      try {
        remotejob.on(event, listener)
        return 'listens'
      } catch (error) {
        return String(error)
      }
    }
    return {
      calls,
      uncloneable: uncloneable.error?.code,
      events: [
        listen('files:grant', () => {}),
        listen(changingName('settings:changed', 'files:grant'), () => {}),
        listen('settings:changed', { call: () => {} }),
      ],
    }
  })
  expect(outcomes.calls).toEqual(Array.from({ length: 5 }, () => 'BAD_REQUEST'))
  expect(outcomes.uncloneable).toBe('BAD_REQUEST')
  expect(outcomes.events).toEqual([
    expect.stringContaining('Unknown event.'),
    expect.stringContaining('Unknown event.'),
    expect.stringContaining('The listener must be a function.'),
  ])
})

test('input that is too large or not plain does not leave the page', async ({ app }) => {
  await new QueuePage(app.page).expectReady()
  const codes = await app.page.evaluate(async () => {
    const { remotejob } = globalThis as unknown as {
      remotejob: { invoke(channel: string, input: unknown): Promise<Reply> }
    }
    const names = Object.fromEntries(Array.from({ length: 500_000 }, (_, at) => [`n${at}`, 1]))
    const sparse: unknown[] = []
    sparse.length = 300_000
    const inputs = [names, sparse, { theme: 1n }, { theme: new Map() }, 'x'.repeat(20_000_000)]
    return Promise.all(
      inputs.map(async (input) => (await remotejob.invoke('settings:set-theme', input)).error?.code),
    )
  })
  expect(codes).toEqual(Array.from({ length: 5 }, () => 'BAD_REQUEST'))
})

test('any number of files can be added at once', async ({ app }) => {
  const reply = await app.page.evaluate(async () => {
    interface Bridge {
      grantFiles(
        files: readonly File[],
      ): Promise<{ ok: boolean; value?: { refused: readonly unknown[]; moreRefused: number } }>
    }
    const { remotejob } = globalThis as unknown as { remotejob: Bridge }
    const files = Array.from({ length: 12_000 }, (_, index) => new File(['x'], `${index}.txt`))
    const { ok, value } = await remotejob.grantFiles(files)
    return { ok, refused: value?.refused.length, moreRefused: value?.moreRefused }
  })
  // A file created by the page has no path, so each is rejected separately. The first thousand are listed.
  expect(reply).toEqual({ ok: true, refused: 1_000, moreRefused: 11_000 })
})

test('a frame or a foreign page cannot call main, even with the bridge', async ({ app }) => {
  await new QueuePage(app.page).expectReady()
  // Windows that a bug in the app could open: the bridge is in every frame, and frames may load.
  const codes = await app.electron.evaluate(
    async ({ BrowserWindow, session }, preload) => {
      const other = session.fromPartition('with-frames')
      other.protocol.handle('app', ({ url }) => {
        const body = url.endsWith('inner.html') ? '' : '<iframe src="app://bundle/inner.html"></iframe>'
        return new Response(body, { headers: { 'content-type': 'text/html' } })
      })
      // oxlint-disable-next-line unicorn/consistent-function-scoping -- this runs in the app
      const ask = (frame: Electron.WebFrameMain): Promise<unknown> =>
        frame.executeJavaScript(
          "remotejob.invoke('settings:get', null).then((reply) => (reply.ok ? 'reached' : reply.error.code))",
        )
      const found: Record<string, unknown> = {}
      for (const address of ['app://bundle/index.html', 'app://bundle.evil.example/', 'data:text/html,<p>']) {
        const window = new BrowserWindow({
          show: false,
          webPreferences: { preload, session: other, sandbox: true, nodeIntegrationInSubFrames: true },
        })
        window.webContents.removeAllListeners('will-frame-navigate')
        await window.loadURL(address)
        const { mainFrame } = window.webContents
        found[address] = await ask(mainFrame)
        for (const frame of mainFrame.frames) found[`${address} > ${frame.url}`] = await ask(frame)
        window.destroy()
      }
      return found
    },
    join(import.meta.dirname, '../out/preload/index.cjs'),
  )
  expect(codes).toEqual({
    // The page's own URL, so this call must get through.
    'app://bundle/index.html': 'reached',
    'app://bundle/index.html > app://bundle/inner.html': 'FORBIDDEN_SENDER',
    'app://bundle.evil.example/': 'FORBIDDEN_SENDER',
    'app://bundle.evil.example/ > app://bundle/inner.html': 'FORBIDDEN_SENDER',
    'data:text/html,<p>': 'FORBIDDEN_SENDER',
  })
})
