import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { expect, test } from 'vitest'
import { guardNavigation } from './navigation.ts'

class GuardedContents extends EventEmitter {
  open: ((details: { url: string }) => { action: string }) | null = null
  url = ''
  getURL = (): string => this.url
  setWindowOpenHandler = (open: GuardedContents['open']): void => void (this.open = open)
}

function guarded(): GuardedContents {
  const app = new EventEmitter()
  guardNavigation(app as unknown as App)
  const contents = new GuardedContents()
  app.emit('web-contents-created', {}, contents)
  return contents
}

function isPrevented(name: string, url: string, isMainFrame = true, from = ''): boolean {
  let prevented = false
  const preventDefault = (): void => void (prevented = true)
  const contents = guarded()
  contents.url = from
  contents.emit(name, { url, isMainFrame, preventDefault })
  return prevented
}

const page = 'app://bundle/index.html'
const foreign = [
  'https://evil.example/',
  'app://bundle.evil.example/index.html',
  'app://painter/painter.html',
  'app://preview/x',
  'app:bundle/index.html',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'blob:app://bundle/x',
  'about:blank',
  'ms-msdt:/id',
  'not a URL',
]

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
  '%s allows only the page itself',
  (name) => {
    expect(isPrevented(name, page)).toBe(false)
    for (const address of foreign) expect([address, isPrevented(name, address)]).toEqual([address, true])
  },
)

test('no frame inside the page navigates, not even to the page', () => {
  expect(isPrevented('will-frame-navigate', page, false)).toBe(true)
})

test('no webview is attached, and no window opens', () => {
  expect(isPrevented('will-attach-webview', page)).toBe(true)
  for (const url of [page, ...foreign]) expect(guarded().open?.({ url })).toEqual({ action: 'deny' })
})

test('only the window for access keys sends its form, and only to its own host', () => {
  const form = 'app://keys/given'
  for (const event of ['will-navigate', 'will-frame-navigate']) {
    expect(isPrevented(event, form, true, 'app://keys/')).toBe(false)
    expect(isPrevented(event, form, true, page)).toBe(true)
    expect(isPrevented(event, form, true, 'https://app//keys/')).toBe(true)
    expect(isPrevented(event, 'app://keys/other', true, 'app://keys/')).toBe(true)
    expect(isPrevented(event, 'https://evil.example/given', true, 'app://keys/')).toBe(true)
  }
  expect(isPrevented('will-frame-navigate', form, false, 'app://keys/')).toBe(true)
})
