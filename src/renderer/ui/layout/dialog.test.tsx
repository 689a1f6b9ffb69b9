import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { Button } from '../controls/button.tsx'
import { RadioCards } from '../controls/radio-cards.tsx'
import { TextField } from '../controls/text-field.tsx'
import { Dialog } from './dialog.tsx'

interface ExampleProps {
  readonly onSubmit: () => void
  readonly initial?: string
}

function Example({ onSubmit, initial = '' }: ExampleProps) {
  const [name, setName] = useState(initial)
  return (
    <Dialog
      title="Name it"
      onClose={() => undefined}
      onSubmit={onSubmit}
      actions={
        <>
          <Button>Other</Button>
          <Button type="submit" disabled={name === ''}>
            Save
          </Button>
        </>
      }
    >
      <TextField label="Name" value={name} onChange={setName} />
    </Dialog>
  )
}

describe('Dialog', () => {
  test('focuses its first field before a frame is drawn, so that no key is lost', async () => {
    vi.stubGlobal('requestAnimationFrame', () => 0)
    render(<Example onSubmit={() => undefined} />)
    await userEvent.keyboard('cat')
    vi.unstubAllGlobals()
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' }).value).toBe('cat')
  })

  test('typing replaces the text of its first field', async () => {
    render(<Example onSubmit={() => undefined} initial="20" />)
    await userEvent.keyboard('5')
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' }).value).toBe('5')
  })

  test('Ctrl+Enter submits from anywhere inside, but not while the button is disabled', async () => {
    const user = userEvent.setup()
    const onSubmit = vi.fn<() => void>()
    render(<Example onSubmit={onSubmit} />)
    screen.getByRole('button', { name: 'Other' }).focus()
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(onSubmit).not.toHaveBeenCalled()
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'cat')
    screen.getByRole('button', { name: 'Other' }).focus()
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(onSubmit).toHaveBeenCalledTimes(1)
  })

  test('focuses the first field, or the main action if there is none', async () => {
    const { unmount } = render(<Example onSubmit={() => undefined} />)
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Name' })))
    unmount()
    render(
      <Dialog
        title="Sign in"
        onClose={() => undefined}
        onSubmit={() => undefined}
        actions={
          <>
            <Button>Cancel</Button>
            <Button type="submit">Open the page again</Button>
          </>
        }
      >
        <p>A page opens.</p>
      </Dialog>,
    )
    const main = screen.getByRole('button', { name: 'Open the page again' })
    await waitFor(() => expect(document.activeElement).toBe(main))
  })

  test('Enter on a radio button submits', async () => {
    const user = userEvent.setup()
    const onSubmit = vi.fn<() => void>()
    render(
      <Dialog
        title="How many?"
        onClose={() => undefined}
        onSubmit={onSubmit}
        actions={<button type="submit">Go</button>}
      >
        <RadioCards
          label="How many"
          value="1"
          options={[{ value: '1', label: 'One' }]}
          onChange={() => undefined}
        />
      </Dialog>,
    )
    screen.getByRole('radio', { name: 'One' }).focus()
    await user.keyboard('{Enter}')
    expect(onSubmit).toHaveBeenCalledTimes(1)
  })
})
