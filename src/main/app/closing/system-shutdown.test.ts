import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { quitOnShutdown } from './system-shutdown.ts'

function setUp() {
  const powerMonitor = new EventEmitter()
  const window = new EventEmitter()
  const quit = vi.fn<() => void>()
  quitOnShutdown({ powerMonitor, window }, quit)
  return { powerMonitor, window, quit }
}

it('delays a shutdown until the app has quit', () => {
  const { powerMonitor, quit } = setUp()
  const preventDefault = vi.fn<() => void>()
  powerMonitor.emit('shutdown', { preventDefault })
  expect(preventDefault).toHaveBeenCalledOnce()
  expect(quit).toHaveBeenCalledOnce()
})

it('quits when a Windows session ends', () => {
  const { window, quit } = setUp()
  window.emit('session-end')
  expect(quit).toHaveBeenCalledOnce()
})
