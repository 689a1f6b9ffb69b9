import { expect, it, vi } from 'vitest'
import { trayMenu, trayTip, type TrayContent } from './tray-menu.ts'

const count = (value: number) => ({ value })
const thumbnails = {
  connectionId: 'local',
  queue: 'thumbnails',
  waiting: count(1_200),
  working: count(3),
  dead: null,
}
const content: TrayContent = { queues: [thumbnails], labels: new Map([['local', 'Local']]), needsYou: 0 }

function menuOf(change: Partial<TrayContent> = {}) {
  const actions = {
    show: vi.fn<() => void>(),
    openQueue: vi.fn<(queue: { connectionId: string; queue: string }) => void>(),
    quit: vi.fn<() => void>(),
  }
  const items = trayMenu({ ...content, ...change }, actions)
  const click = (label: string): void => {
    const item = items.find((one) => one.label === label)
    ;(item?.click as (() => void) | undefined)?.()
  }
  return { labels: items.map(({ label }) => label ?? '-'), click, actions }
}

it('shows the window, opens a queue, and quits', () => {
  const { labels, click, actions } = menuOf()
  expect(labels).toEqual(['Show Remotejob', '-', 'thumbnails: 1,200 waiting, 3 in flight', '-', 'Quit'])
  click('Show Remotejob')
  click('thumbnails: 1,200 waiting, 3 in flight')
  click('Quit')
  expect(actions.show).toHaveBeenCalledOnce()
  expect(actions.openQueue).toHaveBeenCalledWith({ connectionId: 'local', queue: 'thumbnails' })
  expect(actions.quit).toHaveBeenCalledOnce()
})

it('has Show and Quit even without a queue', () => {
  expect(menuOf({ queues: [] }).labels).toEqual(['Show Remotejob', '-', 'Quit'])
})

it('names the connection if there are several, and leaves out unknown and zero counts', () => {
  const labels = new Map([
    ['local', 'Local'],
    ['p', 'R&D'],
  ])
  const queue = { connectionId: 'p', queue: 'mail', waiting: null, working: count(0), dead: count(2) }
  expect(menuOf({ queues: [queue], labels }).labels).toContain('mail · R&&D: 2 dead')
})

it('says how many things need the user', () => {
  expect(menuOf({ needsYou: 3 }).labels).toContain('Needs you: 3')
  expect(trayTip({ ...content, needsYou: 3 })).toBe('Remotejob: 1,200 waiting, 3 need you')
})

it('stays short with many queues', () => {
  const queues = Array.from({ length: 40 }, (_, index) => ({ ...thumbnails, queue: `queue-${index}` }))
  const { labels } = menuOf({ queues })
  expect(labels).toContain('25 more…')
  expect(labels.length).toBeLessThan(25)
})
