import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import type { CommandHandler } from '../commands/commands.ts'
import { useCommand } from '../commands/commands.ts'
import { CommandItems } from './command-items.tsx'
import { ContextMenu } from './context-menu.tsx'

afterEach(cleanup)

function Rows({ open, onRow }: { readonly open: CommandHandler; readonly onRow: (row: string) => void }) {
  useCommand('open', open)
  useCommand('remove', { run: vi.fn<() => void>(), enabled: false, reason: 'The job is still in the queue.' })
  return (
    <ContextMenu
      area={
        <div>
          <p data-row="7">photo.jpg</p>
        </div>
      }
      onOpen={(target) => {
        const row = target.closest<HTMLElement>('[data-row]')?.dataset['row']
        if (row !== undefined) onRow(row)
        return row !== undefined
      }}
    >
      <CommandItems groups={[['open', 'save'], ['remove']]} />
    </ContextMenu>
  )
}

it('selects the row, and lists the commands that have a handler on screen', async () => {
  const run = vi.fn<() => void>()
  const onRow = vi.fn<(row: string) => void>()
  render(<Rows open={{ run, title: 'Open results' }} onRow={onRow} />)
  fireEvent.contextMenu(screen.getByText('photo.jpg'))
  const items = await screen.findAllByRole('menuitem')
  expect(items.map(({ textContent }) => textContent)).toEqual([
    'Open resultsO',
    'Remove from listThe job is still in the queue.Delete',
  ])
  expect(items[1]?.getAttribute('aria-disabled')).toBe('true')
  expect(onRow).toHaveBeenCalledWith('7')
  await userEvent.click(items[0] as HTMLElement)
  expect(run).toHaveBeenCalledOnce()
})
