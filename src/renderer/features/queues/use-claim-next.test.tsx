import '../../testing/fake-layout.ts'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { Toaster } from '../../ui/feedback/toaster.tsx'
import { useClaimNext } from './use-claim-next.ts'

function Claiming() {
  const { waiting, start, cancel } = useClaimNext('demo')
  return (
    <>
      <output>{waiting === null ? 'idle' : 'waiting'}</output>
      <button type="button" onClick={() => start('pending')}>
        Once
      </button>
      <button type="button" onClick={() => start('pending', 1, true)}>
        Keep
      </button>
      <button type="button" onClick={cancel}>
        Cancel
      </button>
      <Toaster />
    </>
  )
}

it('polls until a job arrives', async () => {
  const answers = [[], [], ['a']]
  const bridge = renderWithBridge(<Claiming />, {
    'claims:next': () => ({ claimIds: answers.shift() ?? [] }),
  })
  await userEvent.click(screen.getByRole('button', { name: 'Keep' }))
  await waitFor(() => expect(bridge.callsOf('claims:next')).toHaveLength(3))
  expect(await screen.findByText('idle')).toBeTruthy()
})

it('stops after one poll otherwise, and says so', async () => {
  const bridge = renderWithBridge(<Claiming />, { 'claims:next': () => ({ claimIds: [] }) })
  await userEvent.click(screen.getByRole('button', { name: 'Once' }))
  expect(await screen.findByText(/Waited 20 s|No job arrived/)).toBeTruthy()
  expect(bridge.callsOf('claims:next')).toHaveLength(1)
})

it('stops when it is cancelled', async () => {
  let answer: (() => void) | undefined
  const bridge = renderWithBridge(<Claiming />, {
    'claims:next': async () => {
      await new Promise<void>((resolve) => (answer = resolve))
      return { claimIds: [] }
    },
  })
  await userEvent.click(screen.getByRole('button', { name: 'Keep' }))
  await screen.findByText('waiting')
  await waitFor(() => expect(bridge.callsOf('claims:next')).toHaveLength(1))
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(await screen.findByText('idle')).toBeTruthy()
  answer?.()
  expect(bridge.callsOf('claims:next')).toHaveLength(1)
})
