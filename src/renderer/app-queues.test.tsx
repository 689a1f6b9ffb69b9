import './testing/fake-layout.ts'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { App } from './app.tsx'
import { plainCreation } from '../shared/queues/creation-options.ts'

import { renderWithBridge } from './testing/render-app.tsx'

const header = (): Promise<HTMLElement> => screen.findByRole('heading', { level: 1, name: 'thumbnails' })

const missing = (name: string) => ({ kind: 'queue', name, state: 'missing' }) as const

const config = (name: string) => ({
  name,
  layout: 'in-out' as const,
  statuses: ['pending', 'inprogress', 'completed'],
})

describe('adding a job queue', () => {
  it('shows the names, checks what exists, and creates the rest only after confirmation', async () => {
    const bridge = renderWithBridge(<App />, {
      'queues:describe': ({ name }) => [
        { kind: 'bucket', name: `remotejobs-in-${name}`, state: 'missing' },
        { kind: 'bucket', name: `remotejobs-out-${name}`, state: 'missing' },
        { kind: 'queue', name: `${name}-pending`, state: 'missing' },
        { kind: 'queue', name: `${name}-inprogress`, state: 'missing' },
        { kind: 'queue', name: `${name}-completed`, state: 'missing' },
      ],
    })
    await header()
    await userEvent.keyboard('{Control>}n{/Control}')
    const dialog = await screen.findByRole('dialog', { name: 'Add a job queue' })
    const name = within(dialog).getByLabelText('Name')
    await userEvent.type(name, 'Fresh')
    expect(within(dialog).getByText('Use 1 to 48 lower-case letters, digits or inner hyphens.')).toBeTruthy()
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Check' }).disabled).toBe(true)

    await userEvent.clear(name)
    await userEvent.type(name, 'fresh')
    expect(within(dialog).getByText('remotejobs-out-fresh')).toBeTruthy()
    expect(bridge.callsOf('queues:describe')).toHaveLength(0)
    await userEvent.click(within(dialog).getByRole('button', { name: 'Check' }))
    const create = await within(dialog).findByRole('button', {
      name: 'Create 3 queues and 2 buckets, then add',
    })
    expect(within(dialog).getAllByText('missing')).toHaveLength(5)
    expect(bridge.callsOf('creation:create')).toHaveLength(0)

    await waitFor(() => expect(create.hasAttribute('disabled')).toBe(false))
    await userEvent.click(create)
    await waitFor(() => expect(bridge.callsOf('creation:create')).toHaveLength(1))
    expect(bridge.callsOf('creation:create')[0]).toEqual({
      config: { name: 'fresh', layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] },
      options: plainCreation,
      existing: [],
    })
  })

  it('says what exists after creating has failed, and checks again', async () => {
    const bridge = renderWithBridge(<App />, {
      'queues:describe': () => [missing('fresh-pending'), missing('fresh-inprogress')],
      'creation:create': () => ({
        created: [{ kind: 'queue', name: 'fresh-pending' }],
        failed: {
          resource: { kind: 'queue', name: 'fresh-inprogress' },
          isCreated: false,
          error: { code: 'ACCESS_DENIED', message: 'Denied.', hint: '', retryable: false },
        },
        notCreated: [{ kind: 'queue', name: 'fresh-completed' }],
      }),
    })
    await header()
    await userEvent.keyboard('{Control>}n{/Control}')
    const dialog = await screen.findByRole('dialog', { name: 'Add a job queue' })
    await userEvent.type(within(dialog).getByLabelText('Name'), 'fresh')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Check' }))
    const create = await within(dialog).findByRole('button', { name: /^Create 2 queues/ })
    await waitFor(() => expect(create.hasAttribute('disabled')).toBe(false))
    await userEvent.click(create)
    const alert = await within(dialog).findByRole('alert')
    expect(alert.textContent).toContain('The queue fresh-inprogress was not created.')
    expect(alert.textContent).toContain('Created: fresh-pending.')
    expect(alert.textContent).toContain('Not created: fresh-completed.')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Check again' }))
    await waitFor(() => expect(bridge.callsOf('queues:describe')).toHaveLength(2))
    expect(within(dialog).queryByRole('alert')).toBeNull()
  })

  it('finds job queues and adds the chosen ones', async () => {
    const bridge = renderWithBridge(<App />, {
      'discovery:find': () => ({
        found: [
          { config: config('renders'), missing: [], isAdded: false },
          { config: config('thumbnails'), missing: [], isAdded: true },
          { config: config('half'), missing: [{ kind: 'queue', name: 'half-completed' }], isAdded: false },
        ],
        isTruncated: false,
        knowsBuckets: true,
      }),
    })
    await header()
    await userEvent.keyboard('{Control>}n{/Control}')
    await userEvent.click(await screen.findByRole('button', { name: 'Find job queues…' }))
    const dialog = await screen.findByRole('dialog', { name: 'Find job queues' })
    await userEvent.click(await within(dialog).findByRole('checkbox', { name: 'renders' }))
    expect(within(dialog).queryByRole('checkbox', { name: 'thumbnails' })).toBeNull()
    expect(within(dialog).getByText('missing: half-completed')).toBeTruthy()
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add 1 job queue' }))
    await waitFor(() =>
      expect(bridge.callsOf('queues:add')).toEqual([{ config: config('renders'), create: false }]),
    )
  })

  it('creates nothing if everything exists, and stops at a bucket of another account', async () => {
    let state: 'exists' | 'foreign' = 'exists'
    const bridge = renderWithBridge(<App />, {
      'queues:describe': ({ name }) => [{ kind: 'bucket', name: `remotejobs-${name}`, state }],
    })
    await header()
    await userEvent.keyboard('{Control>}n{/Control}')
    const dialog = await screen.findByRole('dialog', { name: 'Add a job queue' })
    await userEvent.click(within(dialog).getByRole('radio', { name: /One bucket/ }))
    await userEvent.type(within(dialog).getByLabelText('Name'), 'one')
    await userEvent.type(within(dialog).getByLabelText('Statuses'), ', review')
    expect(within(dialog).getByText('one-review')).toBeTruthy()
    state = 'foreign'
    await userEvent.click(within(dialog).getByRole('button', { name: 'Check' }))
    const blocked = await within(dialog).findByRole<HTMLButtonElement>('button', { name: 'Add queue' })
    expect(blocked.disabled).toBe(true)
    expect(within(dialog).getByText(/belongs to another account/)).toBeTruthy()

    state = 'exists'
    await userEvent.type(within(dialog).getByLabelText('Name'), 's')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Check' }))
    await userEvent.click(await within(dialog).findByRole('button', { name: 'Add queue' }))
    await waitFor(() => expect(bridge.callsOf('queues:add')).toHaveLength(1))
    expect(bridge.callsOf('queues:add')[0]).toMatchObject({
      create: false,
      config: { statuses: ['pending', 'review'] },
    })
  })
})
