import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { connectionsSnapshot } from '../../testing/samples.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { SignInPrompt } from './sign-in-dialog.tsx'

async function show(code: string | null) {
  const signIn = {
    id: 's1',
    connectionId: 'p1',
    label: 'Work',
    profile: 'work',
    code,
    host: 'oidc.eu-west-1.amazonaws.com',
  }
  const bridge = renderWithBridge(<SignInPrompt />, {
    'connections:list': () => ({ ...connectionsSnapshot(), signIn }),
  })
  return { bridge, dialog: within(await screen.findByRole('dialog', { name: 'Sign in to Work' })) }
}

it('shows the code to compare', async () => {
  const { dialog } = await show('ABCD-EFGH')
  expect(dialog.getByRole('status', { name: 'Code' }).textContent).toBe('ABCD-EFGH')
  expect(dialog.getByText(/only if it shows this code/)).toBeDefined()
})

it('shows the host of the page when there is no code', async () => {
  const { dialog, bridge } = await show(null)
  expect(dialog.queryByRole('status', { name: 'Code' })).toBeNull()
  expect(dialog.getByText(/Remotejob connects automatically/)).toBeDefined()
  expect(dialog.getByText(/oidc\.eu-west-1\.amazonaws\.com/)).toBeDefined()
  await userEvent.click(dialog.getByRole('button', { name: 'Open the page again' }))
  await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }))
  expect(bridge.callsOf('connections:open-sign-in-page')).toEqual([{ connectionId: 'p1' }])
  expect(bridge.callsOf('connections:cancel-sign-in')).toEqual([{ connectionId: 'p1' }])
})
