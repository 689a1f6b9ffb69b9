import { EventEmitter } from 'node:events'
import { beforeEach, expect, it } from 'vitest'
import type { MissedNotice } from '../../../shared/notice-target.ts'
import { Notices } from './notices.ts'

const notice = (title: string): MissedNotice => ({
  title,
  body: null,
  target: { jobQueue: null, job: 7, isOnResults: true },
})

let isSupported: boolean
let isFocused: boolean
let log: string[]
let click: (() => void) | null
let window: EventEmitter
let notices: Notices

beforeEach(() => {
  isSupported = true
  isFocused = false
  log = []
  click = null
  window = new EventEmitter()
  const flashFrame = (on: boolean) => void log.push(`flash ${on}`)
  notices = new Notices({
    system: {
      isSupported: () => isSupported,
      show: ({ title }, onClick) => {
        log.push(`system: ${title}`)
        click = onClick
      },
    },
    window: () => Object.assign(window, { isFocused: () => isFocused, flashFrame }),
    onClick: ({ target }) => log.push(`open ${target.job}`),
    showInWindow: ({ title }) => log.push(`window: ${title}`),
  })
})

it('uses the system while the window has no focus, and a click opens the job', () => {
  notices.show(notice('1 new result'))
  click?.()
  expect(log).toEqual(['system: 1 new result', 'open 7'])
})

it('uses the window while it has the focus', () => {
  isFocused = true
  notices.show(notice('1 new result'))
  expect(log).toEqual(['window: 1 new result'])
})

it('asks for attention where the system has no notifications, and shows the latest once the user is back', () => {
  isSupported = false
  notices.show(notice('1 new result'))
  notices.show(notice('2 new results'))
  expect(log).toEqual(['flash true'])
  window.emit('focus')
  window.emit('focus')
  expect(log).toEqual(['flash true', 'flash false', 'window: 2 new results'])
  notices.show(notice('3 new results'))
  window.emit('focus')
  expect(log.at(-1)).toBe('window: 3 new results')
})
