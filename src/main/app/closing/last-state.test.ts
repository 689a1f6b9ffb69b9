import { expect, it } from 'vitest'
import { LastState } from './last-state.ts'

it('waits until the page has saved its state', async () => {
  const last = new LastState()
  let isOver = false
  const waiting = last.wait(new AbortController().signal).then(() => {
    isOver = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isOver).toBe(false)
  last.saved()
  await waiting
})

it('does not wait if the state is already saved', async () => {
  const last = new LastState()
  last.saved()
  await expect(last.wait(new AbortController().signal)).resolves.toBeUndefined()
})

it('gives up on a page that does not respond', async () => {
  const patience = new AbortController()
  const waiting = new LastState().wait(patience.signal)
  patience.abort()
  await expect(waiting).resolves.toBeUndefined()
})
