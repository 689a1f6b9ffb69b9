import { act, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { claim, settings, transfer, transfersSnapshot } from '../../testing/samples.ts'
import { FirstSteps } from './first-steps.tsx'
import { reachedStep } from './reached-step.ts'

function start(firstRun: 'submit' | 'claim' | 'finish' | 'done') {
  return renderWithBridge(<FirstSteps queue="demo" />, {
    'settings:get': () => settings({ firstRun }),
    'app:sample-file': () => ({
      files: [{ token: 'sample-token', name: 'hello.txt', kind: 'file', size: 40, files: 1 }],
      refused: [],
      moreRefused: 0,
      leftOut: { systemFiles: 0, links: 0 },
    }),
  })
}

it('submits a sample', async () => {
  const bridge = start('submit')
  await userEvent.click(await screen.findByRole('button', { name: 'Use a sample' }))
  await waitFor(() => expect(bridge.callsOf('jobs:submit')).toHaveLength(1))
  expect(bridge.callsOf('jobs:submit')[0]).toMatchObject({
    queue: 'demo',
    files: [{ token: 'sample-token' }],
  })
})

it('advances once a file has been submitted in any way', async () => {
  const bridge = start('submit')
  await screen.findByText('Submit a file')
  const done = transfer({ kind: 'submit', state: 'done' })
  act(() => bridge.push('transfers:changed', transfersSnapshot([done], 9)))
  await waitFor(() => expect(bridge.callsOf('settings:set-first-run')).toEqual([{ firstRun: 'claim' }]))
})

it('says what happens until the message of the sample is sent, and offers no second sample', async () => {
  const bridge = start('submit')
  await screen.findByRole('button', { name: 'Use a sample' })
  const held = transfer({ kind: 'submit', state: 'running', sendsAt: Date.now() + 3_000 })
  act(() => bridge.push('transfers:changed', transfersSnapshot([held], 9)))
  expect(await screen.findByText(/becomes a job once its message is sent/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Use a sample' })).toBeNull()
})

it('says that the user has done all steps, until it is closed', async () => {
  const bridge = start('finish')
  await screen.findByText('Finish it with a result')
  const done = claim({ outcome: 'completed' })
  act(() => bridge.push('claims:changed', { since: 0, revision: 9, claims: [done], removed: [] }))
  await waitFor(() => expect(bridge.callsOf('settings:set-first-run')).toEqual([{ firstRun: 'done' }]))
  act(() => bridge.push('settings:changed', settings({ firstRun: 'done' })))
  expect(await screen.findByText(/You have submitted, claimed and finished a job/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Close the first steps' }))
  expect(screen.queryByRole('region')).toBeNull()
})

it('stays closed', async () => {
  const bridge = start('claim')
  await userEvent.click(await screen.findByRole('button', { name: 'Close the first steps for good' }))
  expect(bridge.callsOf('settings:set-first-run')).toEqual([{ firstRun: 'done' }])
})

it('does not appear once closed', async () => {
  const bridge = start('done')
  await waitFor(() => expect(bridge.callsOf('settings:get')).toHaveLength(1))
  expect(screen.queryByRole('complementary')).toBeNull()
})

it.each([
  ['submit', [], [], 'submit'],
  ['submit', [{ kind: 'save', state: 'done' }], [], 'submit'],
  ['submit', [{ kind: 'submit', state: 'done' }], [], 'claim'],
  ['claim', [], [], 'claim'],
  ['claim', [], [{ outcome: null }], 'finish'],
  ['claim', [], [{ outcome: 'released' }], 'claim'],
  ['finish', [], [{ outcome: null }], 'finish'],
  ['finish', [], [{ outcome: 'completed' }], 'done'],
  ['done', [], [], 'done'],
] as const)('%s, %j and %j lead to %s', (step, transfers, claims, next) => {
  expect(reachedStep(step, transfers, claims)).toBe(next)
})

it('starts at “finish” when a job is already claimed', () => {
  expect(reachedStep('claim', [], [claim()])).toBe('finish')
})
