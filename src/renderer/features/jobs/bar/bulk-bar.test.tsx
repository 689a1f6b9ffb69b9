import '../../../testing/fake-layout.ts'
import { act, fireEvent, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { jobRow } from '../../../testing/fake-jobs.ts'
import { claim } from '../../../testing/samples.ts'
import { row, showJobs } from '../testing/show-jobs.tsx'

it('shows the folder of the files once all selected jobs are saved', async () => {
  const ids = ['c1', 'c2']
  const saved = { fileName: 'a.pdf', folder: '/tmp' }
  const claims = ids.map((id) => ({ ...claim(), id }))
  const { bridge } = showJobs(
    ids.map((claimId, at) =>
      jobRow({ id: 5 + at, name: `${claimId}.pdf`, state: 'mine', step: 'claimed', claimId }),
    ),
    { 'claims:list': () => ({ revision: 1, claims }), 'claims:show-saved': () => null },
  )
  await userEvent.click(await row(/c1\.pdf/))
  fireEvent.click(await row(/c2\.pdf/), { shiftKey: true })
  const bar = within(await screen.findByRole('toolbar', { name: 'Selected jobs' }))
  expect(bar.getByRole('button', { name: 'Save' })).toBeTruthy()
  const done = claims.map((one) => ({ ...one, saved }))
  act(() => bridge.push('claims:changed', { since: 1, revision: 2, claims: done, removed: [] }))
  await userEvent.click(await bar.findByRole('button', { name: 'Show in folder' }))
  expect(bridge.callsOf('claims:show-saved')).toEqual([{ claimId: 'c1' }])
  expect(bar.queryByRole('button', { name: 'Save' })).toBeNull()
})
