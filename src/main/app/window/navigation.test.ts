import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { expect, test } from 'vitest'
import { guardNavigation } from './navigation.ts'

class GuardedContents extends EventEmitter {
  open: ((details: { url: string }) => { action: string }) | null = null
  setWindowOpenHandler = (open: GuardedContents['open']): void => void (this.open = open)
}

function guarded(): GuardedContents {
  const app = new EventEmitter()
  guardNavigation(app as unknown as App)
  const contents = new GuardedContents()
  app.emit('web-contents-created', {}, contents)
  return contents
}

function isPrevented(name: string, url: string, isMainFrame = true): boolean {
  let prevented = false
  const preventDefault = (): void => void (prevented = true)
  guarded().emit(name, { url, isMainFrame, preventDefault })
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
  'not an address',
]

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s: only the page itself', (name) => {
  expect(isPrevented(name, page)).toBe(false)
  for (const address of foreign) expect([address, isPrevented(name, address)]).toEqual([address, true])
})

test('no frame inside the page navigates, not even to the page', () => {
  expect(isPrevented('will-frame-navigate', page, false)).toBe(true)
})

test('no webview is attached, and no window opens', () => {
  expect(isPrevented('will-attach-webview', page)).toBe(true)
  for (const url of [page, ...foreign]) expect(guarded().open?.({ url })).toEqual({ action: 'deny' })
})
