import { expect, test } from 'vitest'
import { LateCalls } from './late-calls.ts'

function setUp() {
  const registered = new Map<string, (event: never, input: unknown) => Promise<unknown>>()
  const calls = new LateCalls(
    { handle: (channel, listener) => void registered.set(channel, listener as never) },
    ['queues:list', 'claims:list'],
  )
  return {
    calls,
    invoke: (channel: string, input: unknown) => registered.get(channel)?.(null as never, input),
  }
}

test('answers a call that came before its handler', async () => {
  const { calls, invoke } = setUp()
  const answer = invoke('queues:list', 1)
  calls.handle('queues:list', (_event, input) => [input])
  calls.open()
  expect(await answer).toEqual([1])
  expect(await invoke('queues:list', 2)).toEqual([2])
})

test('refuses a call that has no handler', async () => {
  const { calls, invoke } = setUp()
  calls.open()
  await expect(invoke('claims:list', null)).rejects.toThrow('There is no handler for claims:list.')
})
