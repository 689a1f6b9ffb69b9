import '../../testing/fake-layout.ts'
import { useState } from 'react'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { useClaimNext } from './use-claim-next.ts'

function Claiming() {
  const [connectionId, setConnectionId] = useState('local')
  const [ended, setEnded] = useState<readonly string[]>([])
  const { waiting, start, cancel } = useClaimNext(connectionId, ({ queue, claimIds }) =>
    setEnded((before) => [...before, `${queue} ${claimIds.join(',')}`]),
  )
  return (
    <>
      <output>{waiting.length === 0 ? 'idle' : waiting.map(({ queue }) => queue).join(' and ')}</output>
      <p>Ended: {ended.join('; ')}</p>
      <button type="button" onClick={() => start('demo', 'pending')}>
        Once
      </button>
      <button type="button" onClick={() => start('demo', 'pending', 1, true)}>
        Keep
      </button>
      <button type="button" onClick={() => start('other', 'pending', 1, true)}>
        Keep other
      </button>
      <button type="button" onClick={() => cancel('demo')}>
        Cancel
      </button>
      <button type="button" onClick={() => setConnectionId('aws')}>
        Switch
      </button>
    </>
  )
}

const press = (name: string): Promise<void> => userEvent.click(screen.getByRole('button', { name }))

it('polls until a job arrives', async () => {
  const answers = [[], [], ['a']]
  const bridge = renderWithBridge(<Claiming />, {
    'claims:next': () => ({ claimIds: answers.shift() ?? [] }),
  })
  await press('Keep')
  expect(await screen.findByText('Ended: demo a')).toBeTruthy()
  expect(bridge.callsOf('claims:next')).toHaveLength(3)
  expect(await screen.findByText('idle')).toBeTruthy()
})

it('polls only once unless told to wait', async () => {
  const bridge = renderWithBridge(<Claiming />, { 'claims:next': () => ({ claimIds: [] }) })
  await press('Once')
  expect(await screen.findByText('Ended: demo')).toBeTruthy()
  expect(bridge.callsOf('claims:next')).toHaveLength(1)
})

it('waits in several queues at once, and stops only in the cancelled one', async () => {
  const bridge = renderWithBridge(<Claiming />, { 'claims:next': () => new Promise(() => {}) })
  await press('Keep')
  await press('Keep')
  await press('Keep other')
  expect(await screen.findByText('demo and other')).toBeTruthy()
  const requests = bridge.callsOf('claims:next')
  expect(requests.map(({ queue }) => queue)).toEqual(['demo', 'other'])
  await press('Cancel')
  expect(await screen.findByText('other')).toBeTruthy()
  await waitFor(() =>
    expect(bridge.callsOf('request:cancel')).toEqual([{ requestId: requests[0]?.requestId }]),
  )
})

it('stops when the connection changes, because the new one may have queues of the same names', async () => {
  const bridge = renderWithBridge(<Claiming />, { 'claims:next': () => new Promise(() => {}) })
  await press('Keep')
  await press('Keep other')
  await press('Switch')
  expect(await screen.findByText('idle')).toBeTruthy()
  await waitFor(() => expect(bridge.callsOf('request:cancel')).toHaveLength(2))
  await press('Once')
  expect(await screen.findByText('demo')).toBeTruthy()
  expect(bridge.callsOf('claims:next')).toHaveLength(3)
})
