import { expect, test } from 'vitest'
import { DeferredIpc } from './deferred-ipc.ts'

function setUp() {
  const registered = new Map<string, (event: never, input: unknown) => Promise<unknown>>()
  const calls = new DeferredIpc(
    { handle: (channel, listener) => void registered.set(channel, listener as never) },
    ['queues:list', 'claims:list'],
  )
  return {
    calls,
    invoke: (channel: string, input: unknown) => registered.get(channel)?.(null as never, input),
  }
}

test('holds a call until its handler is registered', async () => {
  const { calls, invoke } = setUp()
  const answer = invoke('queues:list', 1)
  calls.handle('queues:list', (_event, input) => [input])
  calls.open()
  expect(await answer).toEqual([1])
  expect(await invoke('queues:list', 2)).toEqual([2])
})

test('rejects a call without a handler', async () => {
  const { calls, invoke } = setUp()
  calls.open()
  await expect(invoke('claims:list', null)).rejects.toThrow('There is no handler for claims:list.')
})
