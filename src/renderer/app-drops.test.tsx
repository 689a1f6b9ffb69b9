import './testing/fake-layout.ts'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { App } from './app.tsx'
import { FailedReply } from './testing/fake-bridge.ts'
import { dragData, drop, files } from './testing/fake-drops.ts'
import { renderWithBridge } from './testing/render-app.tsx'
import { networkError, queuesSnapshot } from './testing/samples.ts'

const header = (): Promise<HTMLElement> => screen.findByRole('heading', { level: 1, name: 'thumbnails' })

describe('dropping files', () => {
  it('shows the number of files and the queue, and submits them', async () => {
    const bridge = renderWithBridge(<App />)
    await header()
    fireEvent.dragEnter(document.body, { dataTransfer: dragData(files('a.jpg', 'b.jpg', 'c.jpg')) })
    expect((await screen.findByTestId('drop-overlay')).textContent).toContain('3 new jobs in thumbnails')

    const notPrevented = drop(files('a.jpg', 'b.jpg', 'c.jpg'))
    expect(notPrevented).toBe(false)
    await waitFor(() => expect(bridge.callsOf('jobs:submit')).toHaveLength(1))
    const submitted = bridge.callsOf('jobs:submit')[0]
    expect(submitted?.queue).toBe('thumbnails')
    expect(submitted?.files.map(({ name, fields }) => ({ name, fields }))).toEqual(
      Array.from({ length: 3 }, () => ({ name: null, fields: {} })),
    )
    expect(screen.queryByTestId('drop-overlay')).toBeNull()
  })

  it('says that there is no job queue, with the button that adds one', async () => {
    const bridge = renderWithBridge(<App />, { 'queues:list': () => queuesSnapshot([]) })
    await screen.findByText('No job queues yet')
    drop(files('a.jpg'))
    const toast = await screen.findByRole('dialog', { name: 'There is no job queue to send files to.' })
    expect(bridge.callsOf('jobs:submit')).toEqual([])
    await userEvent.click(within(toast).getByRole('button', { name: 'Add queue…' }))
    expect(await screen.findByRole('dialog', { name: 'Add a job queue' })).toBeTruthy()
  })

  it('accepts pasted files', async () => {
    const bridge = renderWithBridge(<App />)
    await header()
    fireEvent.paste(document.body, { clipboardData: { files: files('pasted.png') } })
    await waitFor(() => expect(bridge.callsOf('jobs:submit')).toHaveLength(1))
  })

  it('opens the sheet with Alt, rejects reserved names and sends the edits', async () => {
    const bridge = renderWithBridge(<App />)
    await header()
    drop(files('cat.jpg'), true)
    const sheet = await screen.findByRole('dialog', { name: /Submit 1 file to\s+thumbnails/ })
    const name = within(sheet).getByLabelText('Name of cat.jpg')
    await userEvent.clear(name)
    await userEvent.type(name, 'dog.jpg')
    await userEvent.click(within(sheet).getByRole('button', { name: 'Add field' }))
    await userEvent.type(within(sheet).getByLabelText('Name of field 1'), 'Bucket')
    expect(within(sheet).getByText(/cannot be named “bucket”/)).toBeTruthy()
    expect(within(sheet).getByRole<HTMLButtonElement>('button', { name: 'Submit 1 file' }).disabled).toBe(
      true,
    )

    await userEvent.clear(within(sheet).getByLabelText('Name of field 1'))
    await userEvent.type(within(sheet).getByLabelText('Name of field 1'), 'Size')
    await userEvent.type(within(sheet).getByLabelText('Value of field 1'), 'small')
    await userEvent.click(within(sheet).getByRole('button', { name: 'Submit 1 file' }))
    await waitFor(() => expect(bridge.callsOf('jobs:submit')).toHaveLength(1))
    expect(bridge.callsOf('jobs:submit')[0]).toMatchObject({
      files: [{ name: 'dog.jpg', fields: {} }],
      fields: { size: 'small' },
    })
  })

  it('submits nothing while a dialog is open, and revokes the tokens when the sheet is closed', async () => {
    const bridge = renderWithBridge(<App />)
    await header()
    drop(files('cat.jpg'), true)
    await screen.findByRole('dialog')
    expect(drop(files('other.jpg'))).toBe(false)
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(bridge.callsOf('files:revoke')).toHaveLength(1))
    expect(bridge.callsOf('jobs:submit')).toHaveLength(0)
  })

  it('lists refused files with their errors, and submits the others', async () => {
    const bridge = renderWithBridge(<App />)
    bridge.grant = () => ({
      files: [{ token: crypto.randomUUID(), name: 'a.jpg', kind: 'file', size: 1, files: 1 }],
      refused: [
        {
          name: 'locked.doc',
          error: {
            code: 'FILE_UNREADABLE',
            message: 'It cannot be read.',
            hint: 'Check its permissions.',
            retryable: false,
          },
        },
      ],
      moreRefused: 0,
      leftOut: { systemFiles: 0, links: 0 },
    })
    await header()
    drop(files('a.jpg', 'locked.doc'))
    const dialog = await screen.findByRole('dialog', { name: '1 file was not sent' })
    expect(dialog.textContent).toContain('locked.doc')
    expect(dialog.textContent).toContain('It cannot be read.')
    expect(dialog.textContent).toContain('Check its permissions.')
    await waitFor(() => expect(bridge.callsOf('jobs:submit')).toHaveLength(1))
  })

  it('opens the file dialogs with their shortcuts', async () => {
    const bridge = renderWithBridge(<App />, {
      'files:choose': () => ({
        files: [{ token: crypto.randomUUID(), name: 'a.jpg', kind: 'file', size: 1, files: 1 }],
        refused: [],
        moreRefused: 0,
        leftOut: { systemFiles: 0, links: 0 },
      }),
    })
    await header()
    await userEvent.keyboard('{Control>}o{/Control}')
    const sheet = await screen.findByRole('dialog', { name: /Submit 1 file to\s+thumbnails/ })
    await userEvent.click(within(sheet).getByRole('button', { name: 'Submit 1 file' }))
    await waitFor(() => expect(bridge.callsOf('jobs:submit')).toHaveLength(1))
    expect(bridge.callsOf('files:choose')).toEqual([{ kind: 'files' }])
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await userEvent.keyboard('{Control>}{Shift>}o{/Shift}{/Control}')
    await waitFor(() => expect(bridge.callsOf('files:choose')).toHaveLength(2))
    expect(bridge.callsOf('files:choose')[1]).toEqual({ kind: 'folder' })
  })

  it('shows the message and the hint once if submitting fails', async () => {
    renderWithBridge(<App />, {
      'jobs:submit': () => {
        throw new FailedReply(networkError)
      },
    })
    await header()
    drop(files('a.jpg'))
    // Base UI repeats it in an invisible live region.
    await screen.findAllByText('SQS could not be reached.')
    const toasts = [...document.querySelectorAll<HTMLElement>('[data-tone="error"]')]
    expect(toasts).toHaveLength(1)
    expect(toasts[0]?.textContent).toContain('Check the network.')
  })
})
