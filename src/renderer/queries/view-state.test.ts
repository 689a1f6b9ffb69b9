import { expect, it, vi } from 'vitest'
import { FakeBridge } from '../testing/fake-bridge.ts'
import { rememberParts, type RememberedPart } from './view-state.ts'

function part(start: readonly string[]) {
  let value = start
  let listener: (() => void) | undefined
  const palette: RememberedPart<'palette'> = {
    name: 'palette',
    read: () => [...value],
    restore: (saved) => {
      value = saved
    },
    onChange: (given) => {
      listener = given
      return () => undefined
    },
  }
  return {
    palette,
    value: () => value,
    change: (next: readonly string[]) => {
      value = next
      listener?.()
    },
  }
}

it('restores the saved state before it returns, and combines several changes in one write', async () => {
  const bridge = new FakeBridge({ 'view-state:get': () => ({ palette: ['save'] }) })
  vi.stubGlobal('remotejob', bridge)
  const { palette, value, change } = part([])
  await rememberParts([palette])
  expect(value()).toEqual(['save'])
  change(['open'])
  change(['open', 'save'])
  await vi.waitFor(() =>
    expect(bridge.callsOf('view-state:set')).toEqual([
      { state: { palette: ['open', 'save'] }, isLast: false },
    ]),
  )
})

it('writes at once when the page is closed', async () => {
  const bridge = new FakeBridge()
  vi.stubGlobal('remotejob', bridge)
  const { palette, change } = part(['save'])
  await rememberParts([palette])
  window.dispatchEvent(new Event('pagehide'))
  expect(bridge.callsOf('view-state:set')).toEqual([])
  change(['open'])
  window.dispatchEvent(new Event('pagehide'))
  expect(bridge.callsOf('view-state:set')).toEqual([{ state: { palette: ['open'] }, isLast: false }])
})

it('writes when the app quits, even if nothing has changed', async () => {
  const bridge = new FakeBridge()
  vi.stubGlobal('remotejob', bridge)
  await rememberParts([part(['save']).palette])
  bridge.push('view-state:save', null)
  expect(bridge.callsOf('view-state:set')).toEqual([{ state: { palette: ['save'] }, isLast: true }])
})

it('starts with the default state if main does not respond in time', async () => {
  const endless = new Promise<never>(() => undefined)
  vi.stubGlobal('remotejob', new FakeBridge({ 'view-state:get': () => endless }))
  const { palette, value } = part(['save'])
  await rememberParts([palette], 1)
  expect(value()).toEqual(['save'])
})
