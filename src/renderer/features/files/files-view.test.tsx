import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { PreviewSource } from '../../../shared/files/previews.ts'
import { FailedReply, type Handlers } from '../../testing/fake-bridge.ts'
import { Leaving } from '../../testing/leaving.tsx'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { queuesSnapshot, queueState, transfer, transfersSnapshot } from '../../testing/samples.ts'
import { useCommandKeys } from '../../ui/commands/command-keys.ts'
import { FilesView } from './files-view.tsx'

beforeEach(() => {
  // jsdom has no layout, and a list without height renders no rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
})

const files = [
  { key: 'cat.jpg', size: 1_000, modifiedAt: null },
  { key: 'k2', size: 3_000, modifiedAt: null },
  { key: 'k10', size: 2_000, modifiedAt: null },
]
const bucket = { queue: 'thumbnails', direction: 'in' } as const

const preview = (source: PreviewSource) => <p>Preview of {'key' in source ? source.key : ''}</p>

function Keys() {
  useCommandKeys()
  return null
}

function show(handlers: Handlers = {}) {
  const view = (
    <Leaving>
      <Keys />
      <FilesView queue="thumbnails" preview={preview} />
    </Leaving>
  )
  return renderWithBridge(view, {
    'objects:list': ({ queue, direction, prefix }) => ({
      bucket: `remotejobs-${direction}-${queue}`,
      objects: files.filter(({ key }) => key.startsWith(prefix)),
      next: null,
    }),
    'objects:names': ({ keys }) => ({
      names: keys.map((key) => ({ key, name: key === 'k2' ? 'Zebra.png' : null, jobId: null })),
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
    ...handlers,
  })
}

const rows = (): (string | null)[] =>
  within(screen.getByRole('grid', { name: 'Files' }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('gridcell')[0]?.textContent ?? null)

const row = (name: string): HTMLElement => screen.getByText(name, { selector: '[role=row] *' })

describe('files', () => {
  it('read the names of the visible rows together', async () => {
    const bridge = show()
    expect(await screen.findByText('Zebra.png')).toBeDefined()
    expect(bridge.callsOf('objects:names').map(({ keys }) => keys)).toEqual([['cat.jpg', 'k2', 'k10']])
  })

  it('read names only once the window is visible', async () => {
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    const bridge = show()
    await waitFor(() => expect(hidden).toHaveBeenCalled())
    expect(bridge.callsOf('objects:names')).toEqual([])
    hidden.mockRestore()
    document.dispatchEvent(new Event('visibilitychange'))
    expect(await screen.findByText('Zebra.png')).toBeDefined()
  })

  it('show a preview of the selected file', async () => {
    show()
    expect(await screen.findByText('Preview of cat.jpg')).toBeDefined()
    await userEvent.click(await screen.findByText('Zebra.png'))
    expect(screen.getByText('Preview of k2')).toBeDefined()
    expect(screen.getByRole('heading', { name: 'Zebra.png' })).toBeDefined()
  })

  it('say that a result belongs to no job on this computer', async () => {
    const [known, unknown] = ['7', '8'].map((digit) => `${digit}d9a0c3e-2f43-4b0e-9f52-0d5a1a3f6c11-out.txt`)
    show({
      'objects:list': () => ({
        bucket: 'remotejobs-out-thumbnails',
        objects: [known, unknown].map((key = '') => ({ key, size: 1, modifiedAt: null })),
        next: null,
      }),
      'objects:names': ({ keys }) => ({
        names: keys.map((key) => ({ key, name: key.slice(0, 1), jobId: key === known ? 1 : null })),
      }),
    })
    await userEvent.click(await screen.findByText('8', { selector: '[role=row] *' }))
    expect(screen.getByText(/^No job on this computer has the id/)).toBeDefined()
    await userEvent.click(row('7'))
    expect(screen.queryByText(/^No job on this computer/)).toBeNull()
  })

  it('sort ascending, then descending, then not at all with clicks on a header', async () => {
    show()
    await screen.findByText('Zebra.png')
    const header = screen.getByRole('button', { name: 'Size' })
    await userEvent.click(header)
    expect(rows()).toEqual(['cat.jpg', 'k10', 'Zebra.png'])
    expect(screen.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort')).toBe('ascending')
    await userEvent.click(header)
    expect(rows()).toEqual(['Zebra.png', 'k10', 'cat.jpg'])
    await userEvent.click(header)
    expect(rows()).toEqual(['cat.jpg', 'Zebra.png', 'k10'])
  })

  it('search by name, and by key prefix on the server', async () => {
    const bridge = show()
    await screen.findByText('Zebra.png')
    await userEvent.type(screen.getByRole('searchbox', { name: 'Find files' }), 'zeb')
    expect(rows()).toEqual(['Zebra.png'])
    await waitFor(() => expect(bridge.callsOf('objects:list').at(-1)?.prefix).toBe('zeb'))
    expect(bridge.callsOf('objects:list')).toHaveLength(2)
  })

  it('find an accented character in either Unicode form', async () => {
    const [typed, stored] = ['r\u00e9sum\u00e9', 're\u0301sume\u0301'] as const
    show({
      'objects:names': ({ keys }) => ({ names: keys.map((key) => ({ key, name: stored, jobId: null })) }),
    })
    await screen.findAllByText(stored)
    await userEvent.type(screen.getByRole('searchbox', { name: 'Find files' }), typed)
    expect(rows()).toEqual([stored, stored, stored])
  })

  it('ask before deleting the selected files, and list their names', async () => {
    const bridge = show()
    const user = userEvent.setup()
    await user.click(await screen.findByText('Zebra.png'))
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}')
    expect(screen.getByRole('heading', { name: '2 selected' })).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Delete…' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Delete 2 files?' })
    expect(dialog.textContent).toContain('Zebra.png (3 KB)')
    expect(dialog.textContent).toContain('k10')
    expect(dialog.textContent).toContain('cannot be undone')
    expect(bridge.callsOf('objects:remove-selected')).toEqual([])
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }))
    expect(bridge.callsOf('objects:remove-selected')).toEqual([{ ...bucket, keys: ['k2', 'k10'] }])
  })

  it('keep tab, order, text and selection when the user leaves the view', async () => {
    show()
    await screen.findByText('Zebra.png')
    await userEvent.click(screen.getByRole('tab', { name: 'Results' }))
    await screen.findByText('Zebra.png')
    await userEvent.click(screen.getByRole('button', { name: 'Size' }))
    await userEvent.type(screen.getByRole('searchbox', { name: 'Find files' }), 'k')
    await waitFor(() => expect(rows()).toEqual(['k10', 'Zebra.png']))
    await userEvent.click(row('k10'))
    await userEvent.keyboard('{Control>}a{/Control}')
    expect(screen.getByText('2 selected')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Leave' }))
    await userEvent.click(screen.getByRole('button', { name: 'Return' }))
    expect(await screen.findByText('2 selected')).toBeDefined()
    expect(screen.getByRole('tab', { name: 'Results' }).getAttribute('aria-selected')).toBe('true')
    await waitFor(() => expect(rows()).toEqual(['k10', 'Zebra.png']))
  })

  it('can all be selected for one action', async () => {
    const many = Array.from({ length: 1_500 }, (_, index) => ({
      key: `key-${index}`,
      size: 1,
      modifiedAt: null,
    }))
    const bridge = show({
      'objects:list': () => ({ bucket: 'b', objects: many, next: null }),
      'objects:remove-selected': ({ keys }) => ({
        done: keys.length - 1,
        failed: [
          { key: keys[0] ?? '', error: { code: 'SERVICE', message: 'No.', hint: '', retryable: true } },
        ],
        moreFailed: 0,
      }),
    })
    await userEvent.click(await screen.findByText('key-0', { selector: '[role=row] *' }))
    await userEvent.keyboard('{Control>}a{/Control}')
    await userEvent.click(screen.getByRole('button', { name: 'Save…' }))
    expect(bridge.callsOf('objects:save-selected')[0]?.keys).toHaveLength(1_500)
    await userEvent.click(screen.getByRole('button', { name: 'Delete…' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Delete 1,500 files?' })
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(bridge.callsOf('objects:remove-selected')).toHaveLength(2))
    const sent = bridge.callsOf('objects:remove-selected').flatMap(({ keys }) => keys)
    expect(new Set(sent)).toEqual(new Set(many.map(({ key }) => key)))
    expect(sent).toHaveLength(1_500)
  })

  it('select with Ctrl and all at once, and save together', async () => {
    const bridge = show()
    const user = userEvent.setup()
    await user.click(await screen.findByText('Zebra.png'))
    await user.keyboard('{Control>}')
    await user.click(row('cat.jpg'))
    await user.keyboard('{/Control}')
    await user.click(screen.getByRole('button', { name: 'Save…' }))
    await user.click(row('cat.jpg'))
    await user.keyboard('{Control>}a{/Control}')
    await user.click(screen.getByRole('button', { name: 'Save…' }))
    expect(bridge.callsOf('objects:save-selected').map(({ keys }) => keys)).toEqual([
      ['cat.jpg', 'k2'],
      ['cat.jpg', 'k2', 'k10'],
    ])
  })

  it('have the shortcuts of other lists, wherever the focus is', async () => {
    const bridge = show()
    await screen.findByText('Zebra.png')
    await userEvent.click(document.body)
    await userEvent.keyboard('jj')
    expect(screen.getByRole('heading', { name: 'Zebra.png' })).toBeDefined()
    await userEvent.keyboard('ks')
    await waitFor(() => expect(bridge.callsOf('objects:retrieve')).toEqual([{ ...bucket, key: 'cat.jpg' }]))
    await userEvent.keyboard('{Control>}a{/Control}')
    expect(await screen.findByText('3 selected')).toBeDefined()
    await waitFor(() => {
      fireEvent.keyDown(document.body, { key: 's' })
      expect(bridge.callsOf('objects:save-selected')[0]?.keys).toEqual(['cat.jpg', 'k2', 'k10'])
    })
  })

  it('have a context menu, which selects the file under the pointer', async () => {
    const bridge = show()
    fireEvent.contextMenu(await screen.findByText('Zebra.png'))
    const texts = (await screen.findAllByRole('menuitem')).map(({ textContent }) => textContent)
    expect(texts).toEqual(['Save as…S', 'Submit again…', 'Copy key', 'Delete…Delete'])
    await userEvent.click(screen.getByRole('menuitem', { name: /^Delete/ }))
    await userEvent.click(
      within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete' }),
    )
    await waitFor(() => expect(bridge.callsOf('objects:remove-selected')[0]?.keys).toEqual(['k2']))
  })

  it('resubmit to the chosen status', async () => {
    const bridge = show()
    await userEvent.click(await screen.findByRole('button', { name: 'Submit again…' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Submit again' }))
    await userEvent.click(dialog.getByRole('radio', { name: /Completed/ }))
    await userEvent.click(dialog.getByRole('button', { name: 'Submit' }))
    expect(bridge.callsOf('objects:submit-selected')).toEqual([
      { ...bucket, keys: ['cat.jpg'], status: 'completed' },
    ])
  })

  it('show the fields and save one file', async () => {
    const bridge = show()
    expect(await screen.findByText('Cat Montage')).toBeDefined()
    expect(
      screen.getByText('2 fields are not shown, 1 field is truncated: too long for this window.'),
    ).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Save as…' }))
    expect(bridge.callsOf('objects:retrieve')).toEqual([{ ...bucket, key: 'cat.jpg' }])
  })

  it('load the next page with the cursor', async () => {
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

  it('refresh when an upload is done', async () => {
    const moving = transfer({ id: 't1', kind: 'store', state: 'running' })
    const bridge = show({ 'transfers:list': () => transfersSnapshot([moving]) })
    expect(await screen.findByText('Uploading 1 file')).toBeDefined()
    const before = bridge.callsOf('objects:list').length
    bridge.push('transfers:changed', transfersSnapshot([{ ...moving, state: 'done' }], 2))
    await waitFor(() => {
      expect(bridge.callsOf('objects:list').length).toBe(before + 1)
    })
  })

  it('show one tab if both directions share a bucket', async () => {
    const config = { name: 'thumbnails', layout: 'single', statuses: ['pending'] } as const
    show({
      'queues:list': () =>
        queuesSnapshot([queueState('thumbnails', { config: { ...config, statuses: ['pending'] } })]),
    })
    await screen.findByText('k10', { selector: '[role=row] *' })
    expect(screen.getAllByRole('tab')).toHaveLength(1)
  })

  it('show an error with its hint, and can retry', async () => {
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
    expect(await screen.findByRole('heading', { name: 'No files' })).toBeDefined()
  })
})

describe('a narrow window', () => {
  beforeEach(() => {
    const wide = window.matchMedia
    const narrow = vi
      .spyOn(window, 'matchMedia')
      .mockImplementation((media) => Object.assign(wide(media), { matches: true }))
    return () => narrow.mockRestore()
  })

  it('shows the list, and one file over it until the user goes back', async () => {
    show()
    await screen.findByText('Zebra.png')
    await userEvent.click(row('Zebra.png'))
    expect(screen.queryByRole('region', { name: 'Zebra.png' })).toBeNull()
    await userEvent.keyboard('{Enter}')
    const sheet = await screen.findByRole('region', { name: 'Zebra.png' })
    expect(row('Zebra.png').closest('[inert]')).not.toBeNull()
    await userEvent.click(within(sheet).getByRole('button', { name: 'Back' }))
    expect(screen.queryByRole('region', { name: 'Zebra.png' })).toBeNull()
    expect(row('Zebra.png').closest('[inert]')).toBeNull()
    await waitFor(() => expect(document.activeElement?.textContent).toContain('Zebra.png'))
  })

  it('shows the actions for several files below the list', async () => {
    show()
    await screen.findByText('Zebra.png')
    await userEvent.click(row('Zebra.png'))
    await userEvent.keyboard('{Control>}a{/Control}')
    expect(await screen.findByRole('region', { name: '3 selected' })).toBeDefined()
    expect(row('Zebra.png').closest('[inert]')).toBeNull()
  })
})
