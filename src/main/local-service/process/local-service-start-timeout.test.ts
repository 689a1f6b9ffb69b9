import { expect, test } from 'vitest'
import type { ChildHandle } from './child-handle.ts'
import { LocalService } from './local-service.ts'
import { keys } from '../testing/harness.ts'

/** Returns a process that accepts every message and never replies. */
function silentChild(onKill: () => void): ChildHandle {
  const exits: (() => void)[] = []
  return {
    pid: 1,
    postMessage: () => undefined,
    onMessage: () => undefined,
    onExit: (listener) => void exits.push(listener),
    kill() {
      onKill()
      for (const exit of exits) exit()
    },
  }
}

test('a server that hangs before it is ready is killed and started again', async () => {
  let kills = 0
  const log: string[] = []
  const again = Promise.withResolvers<void>()
  const service = new LocalService({
    dataFolder: '/nowhere',
    preferredPort: 0,
    keys,
    startTimeoutMs: 20,
    launch: () => silentChild(() => (kills += 1)),
    onChange: ({ restarts }) => {
      if (restarts === 2) again.resolve()
    },
    onLog: (line) => log.push(line),
  })
  expect(await service.start()).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } })
  await again.promise
  expect(kills).toBe(2)
  expect(log[0]).toBe('The process was not ready in time.')
  await service.stop({ deadlineMs: 10 })
})
