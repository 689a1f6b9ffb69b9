import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { FailedReply, type Handlers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { queuesSnapshot, queueState, transfer, transfersSnapshot } from '../../testing/samples.ts'
import { ObjectsView } from './objects-view.tsx'

const object = { queue: 'thumbnails', direction: 'in', key: 'cat.jpg' } as const

beforeEach(() => {
  // jsdom has no layout, and a list without height renders no rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
})

function show(handlers: Handlers = {}) {
  return renderWithBridge(<ObjectsView queue="thumbnails" />, {
    'objects:list': ({ queue, direction }) => ({
      bucket: `remotejobs-${direction}-${queue}`,
      objects: [{ key: 'cat.jpg', size: 1_000, modifiedAt: null }],
      next: null,
    }),
    'objects:describe': ({ key }) => ({
      key,
      size: 1_000,
      contentType: 'image/jpeg',
      modifiedAt: null,
      fields: { name: 'Cat Montage' },
      moreFields: 2,
      cutFields: 1,
    }),
    'objects:trigger': () => ({ jobId: 'job-1' }),
    ...handlers,
  })
}

describe('the objects', () => {
  it('asks before removing an object, and names its key', async () => {
    const bridge = show()
    await userEvent.click(await screen.findByRole('button', { name: 'Remove…' }))
    const dialog = await screen.findByRole('alertdialog')
    expect(dialog.textContent).toContain('cat.jpg')
    expect(dialog.textContent).toContain('cannot be undone')
    expect(bridge.callsOf('objects:remove')).toEqual([])
    await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }))
    expect(bridge.callsOf('objects:remove')).toEqual([object])
  })

  it('sends an object as a job with the chosen status', async () => {
    const bridge = show()
    await userEvent.click(await screen.findByRole('button', { name: 'Trigger…' }))
    const dialog = within(await screen.findByRole('dialog'))
    await userEvent.click(dialog.getByRole('radio', { name: /Completed/ }))
    await userEvent.click(dialog.getByRole('button', { name: 'Send message' }))
    expect(bridge.callsOf('objects:trigger')).toEqual([{ ...object, status: 'completed' }])
    expect(await screen.findByText('job-1')).toBeDefined()
  })

  it('shows the fields and saves the object', async () => {
    const bridge = show()
    expect(await screen.findByText('Cat Montage')).toBeDefined()
    expect(
      screen.getByText('2 fields are not shown, 1 field is cut: too long for this window.'),
    ).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Save as…' }))
    expect(bridge.callsOf('objects:retrieve')).toEqual([object])
  })

  it('loads the next page with the cursor', async () => {
    const bridge = show({
      'objects:list': ({ cursor }) => ({
        bucket: 'remotejobs-in-thumbnails',
        objects: [{ key: cursor === null ? 'first' : 'second', size: 1, modifiedAt: null }],
        next: cursor === null ? 'page-2' : null,
      }),
    })
    expect(await screen.findByText('second')).toBeDefined()
    expect(bridge.callsOf('objects:list').map(({ cursor }) => cursor)).toEqual([null, 'page-2'])
  })

  it('refreshes the list when an upload is done', async () => {
    const moving = transfer({ id: 't1', kind: 'store', state: 'running' })
    const bridge = show({ 'transfers:list': () => transfersSnapshot([moving]) })
    expect(await screen.findByText('Uploading 1 file. See Transfers.')).toBeDefined()
    const before = bridge.callsOf('objects:list').length
    bridge.push('transfers:changed', transfersSnapshot([{ ...moving, state: 'done' }], 2))
    await waitFor(() => {
      expect(bridge.callsOf('objects:list').length).toBe(before + 1)
    })
  })

  it('has one tab if both directions share a bucket', async () => {
    const config = { name: 'thumbnails', layout: 'single', statuses: ['pending'] } as const
    show({
      'queues:list': () =>
        queuesSnapshot([queueState('thumbnails', { config: { ...config, statuses: ['pending'] } })]),
    })
    await screen.findByText('remotejobs-in-thumbnails')
    expect(screen.getAllByRole('tab')).toHaveLength(1)
  })

  it('shows an error with its hint and retries', async () => {
    let failing = true
    show({
      'objects:list': () => {
        if (failing)
          throw new FailedReply({ code: 'ACCESS_DENIED', message: 'Denied.', hint: 'Ask for s3:ListBucket.' })
        return { bucket: 'b', objects: [], next: null }
      },
    })
    expect(await screen.findByText('Ask for s3:ListBucket.')).toBeDefined()
    failing = false
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('heading', { name: 'This bucket is empty' })).toBeDefined()
  })
})
