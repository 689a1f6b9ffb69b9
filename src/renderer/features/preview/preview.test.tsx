import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Preview as Opened, PreviewContent, PreviewSource } from '../../../shared/files/previews.ts'
import { FailedReply, type FakeBridge, type Handlers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { Preview } from './preview.tsx'

const source = (key: string): PreviewSource => ({ kind: 'object', queue: 'demo', direction: 'in', key })
const id = 'i'.repeat(43)

beforeEach(() => {
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(240)
})

function show(
  content: PreviewContent,
  { size = 5, ...handlers }: Handlers & { size?: number } = {},
): FakeBridge {
  const opened: Opened = { id, size, content }
  return renderWithBridge(<Preview source={source('a')} />, { 'previews:open': () => opened, ...handlers })
}

const text = (value: string, rest: Partial<Extract<PreviewContent, { kind: 'text' }>> = {}) =>
  ({
    kind: 'text',
    syntax: 'plain',
    text: value,
    encoding: 'UTF-8',
    shown: value.length,
    isTruncated: false,
    isUnpacked: false,
    ...rest,
  }) as const

describe('preview', () => {
  it('shows the names of invisible characters in text', async () => {
    show(text('first\nphoto\u202Egpj.exe'))
    expect(await screen.findByText('first')).toBeDefined()
    expect(screen.getByText('photo⟨U+202E⟩gpj.exe')).toBeDefined()
    expect(screen.getByText('UTF-8')).toBeDefined()
  })

  it('says that only a part is shown', async () => {
    show(text('x', { isTruncated: true, shown: 256_000 }))
    expect(await screen.findByText('UTF-8 · Preview shows the first 256 KB')).toBeDefined()
  })

  it('renders only a small part of 256 KB, in one line or in many', async () => {
    show(text(`${'a'.repeat(128_000)}${'\n'.repeat(128_000)}`, { isTruncated: true }))
    const lines = await screen.findByRole('region', { name: 'Text' })
    expect(lines.textContent.length).toBeLessThan(60_000)
    expect(lines.querySelectorAll('[data-index]').length).toBeLessThan(60)
  })

  it('folds and unfolds JSON', async () => {
    show(text('{"name":"a","deep":{"er":{"est":[1,2.50]}}}', { syntax: 'json' }))
    const tree = within(await screen.findByRole('region', { name: 'JSON' }))
    expect(tree.getByText('"a"')).toBeDefined()
    expect(tree.queryByText('2.50')).toBeNull()
    await userEvent.click(tree.getByRole('button', { name: 'er, object, 1 entry' }))
    await userEvent.click(tree.getByRole('button', { name: 'est, array, 2 entries' }))
    expect(tree.getByText('2.50')).toBeDefined()
  })

  it('shows invalid JSON as text', async () => {
    show(text('{"a": oops}', { syntax: 'json' }))
    expect(await screen.findByRole('region', { name: 'Text' })).toBeDefined()
  })

  it('shows CSV as a table', async () => {
    show(text('name;size\n"a;b";1\nc;2\n', { syntax: 'csv' }))
    const table = within(await screen.findByRole('table'))
    expect(table.getAllByRole('columnheader').map((cell) => cell.textContent)).toEqual(['name', 'size'])
    expect(table.getByRole('cell', { name: 'a;b' })).toBeDefined()
  })

  it('shows the first columns of a wide table', async () => {
    show(text(`${'a,'.repeat(125_000)}\n`, { syntax: 'csv' }))
    expect(await screen.findByText('UTF-8 · Preview shows 30 of 125,001 columns')).toBeDefined()
    expect(screen.getAllByRole('columnheader')).toHaveLength(30)
  })

  it('loads an image from its own address, and can retry after an error', async () => {
    const bridge = show({ kind: 'image', format: 'png', width: 640, height: 480 })
    const image = await screen.findByRole('img')
    expect(image.getAttribute('src')).toBe(`app://preview/${id}`)
    expect(screen.getByText('PNG · 640 × 480')).toBeDefined()
    image.dispatchEvent(new Event('error'))
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(bridge.callsOf('previews:open')).toHaveLength(2))
  })

  it('shows the drawing of an SVG, never the file', async () => {
    show({ kind: 'image', format: 'svg', width: 10, height: 10 })
    expect((await screen.findByRole('img')).getAttribute('src')).toBe(`app://preview/${id}/1`)
  })

  it('turns the pages of a document', async () => {
    const bridge = show({ kind: 'pages', pages: 3 })
    await userEvent.click(await screen.findByRole('button', { name: 'Next page' }))
    const image = await screen.findByRole('img', { name: 'Page 2 of the document' })
    expect(image.getAttribute('src')).toBe(`app://preview/${id}/2`)
    expect(bridge.callsOf('previews:draw-page').map(({ page }) => page)).toEqual([1, 2])
    expect(screen.getByRole('button', { name: 'Previous page' })).toHaveProperty('disabled', false)
  })

  it('lists the files in an archive', async () => {
    show({
      kind: 'archive',
      format: 'zip',
      total: 1_000_000,
      entries: [
        { name: 'a/', size: null },
        { name: 'a/photo\u202Egpj.exe', size: 5 },
      ],
    })
    const table = within(await screen.findByRole('table'))
    expect(table.getByRole('cell', { name: 'Folder' })).toBeDefined()
    expect(table.getByText('U+202E')).toBeDefined()
    expect(screen.getByText('Zip · 1,000,000 entries · Preview shows the first 2 entries')).toBeDefined()
  })

  it('shows the bytes of any other file', async () => {
    show({ kind: 'hex', bytes: btoa('\0AB') }, { size: 100_000 })
    expect((await screen.findByLabelText('Bytes')).textContent).toContain('00 41 42')
    expect(screen.getByText('Binary · 100 KB · Preview shows the first 4.1 KB')).toBeDefined()
  })

  it('explains why there is no preview', async () => {
    show({ kind: 'none', reason: 'This image has 100,000 × 100,000 pixels.' })
    expect(await screen.findByText('This image has 100,000 × 100,000 pixels.')).toBeDefined()
  })

  it('shows an error, and can retry', async () => {
    let fails = true
    show(
      { kind: 'empty' },
      {
        'previews:open': () => {
          if (fails) throw new FailedReply({ code: 'OFFLINE', message: 'No network.', retryable: true })
          return { id, size: 0, content: { kind: 'empty' } }
        },
      },
    )
    expect(await screen.findByText('No network.')).toBeDefined()
    fails = false
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText('This file is empty.')).toBeDefined()
  })

  it('closes when another file is chosen, and reads only the last choice', async () => {
    const bridge = renderWithBridge(<Chooser />, {
      'previews:open': ({ source: { kind, ...rest } }) => ({
        id: ('key' in rest ? rest.key : kind).padEnd(43, '_'),
        size: 0,
        content: { kind: 'empty' },
      }),
    })
    await screen.findByText('This file is empty.')
    await userEvent.click(screen.getByRole('button', { name: 'Through all' }))
    await waitFor(() => expect(bridge.callsOf('previews:open')).toHaveLength(2))
    expect(bridge.callsOf('previews:open').map((input) => input.source)).toEqual([source('0'), source('3')])
    expect(bridge.callsOf('previews:close')).toEqual([{ id: '0'.padEnd(43, '_') }])
  })
})

function Chooser() {
  const [key, setKey] = useState(0)
  return (
    <>
      <button type="button" onClick={() => [1, 2, 3].forEach((next) => setTimeout(() => setKey(next), next))}>
        Through all
      </button>
      <Preview source={source(`${key}`)} />
    </>
  )
}
