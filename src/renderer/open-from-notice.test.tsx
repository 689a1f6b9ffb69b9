import { act, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'
import { useOpenFromNotice } from './open-from-notice.ts'
import { renderWithBridge } from './testing/render-app.tsx'
import { savedView } from './ui/view/view-state.ts'

function Page() {
  useOpenFromNotice()
  return null
}

it('shows one queue with its results or its alarm, or all results', async () => {
  const bridge = renderWithBridge(<Page />)
  const jobQueue = { connectionId: 'local', queue: 'demo' }
  act(() => bridge.push('view:open', { jobQueue, job: null, isOnResults: false }))
  expect(savedView().view).toEqual({ kind: 'queue', name: 'demo' })
  expect(savedView().lists['queue local demo']).toBeUndefined()
  act(() => bridge.push('view:open', { jobQueue, job: null, isOnResults: true }))
  expect(savedView().lists['queue local demo']).toMatchObject({ filter: 'results', text: '' })
  act(() => bridge.push('view:open', { jobQueue, job: 7, isOnResults: true }))
  expect(savedView().lists['queue local demo']).toMatchObject({
    filter: 'results',
    focused: 'job 7',
    selection: { kind: 'some', ids: [7] },
  })
  act(() => bridge.push('view:open', { jobQueue, job: 8, isOnResults: false }))
  expect(savedView().lists['queue local demo']).toMatchObject({ filter: 'all', focused: 'job 8' })
  act(() =>
    bridge.push('view:open', {
      jobQueue: { connectionId: 'aws', queue: 'ocr' },
      job: null,
      isOnResults: true,
    }),
  )
  await waitFor(() => expect(bridge.callsOf('connections:activate').at(-1)).toEqual({ connectionId: 'aws' }))
  expect(savedView().lastQueues['aws']).toBe('ocr')
  act(() => bridge.push('view:open', { jobQueue: null, job: null, isOnResults: true }))
  expect(savedView().view).toEqual({ kind: 'results' })
  act(() => bridge.push('view:open', { jobQueue: null, job: null, isOnResults: false }))
  expect(savedView().view).toEqual({ kind: 'all-queues' })
})
