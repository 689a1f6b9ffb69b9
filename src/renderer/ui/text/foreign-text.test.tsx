import { render } from '@testing-library/react'
import { expect, it } from 'vitest'
import { IconButton } from '../controls/icon-button.tsx'
import { ForeignText } from './foreign-text.tsx'
import { GridCell } from '../layout/virtual-grid.tsx'
import { Notice } from '../feedback/notice.tsx'

const forged = 'photo\u202Egpj.exe'

it('shows the name of a bidi override, and keeps double spaces', () => {
  const { container } = render(<ForeignText text={`a  b ${forged}`} />)
  expect(container.textContent).toBe('a  b photoU+202Egpj.exe')
  expect(container.querySelector('bdi span')?.textContent).toBe('U+202E')
})

it('keeps hidden characters out of labels, titles and notices too', () => {
  const { container } = render(
    <>
      <IconButton label={`Remove ${forged}`}>×</IconButton>
      <GridCell title={forged}>cell</GridCell>
      <Notice title={`${forged} is gone.`} />
    </>,
  )
  expect(container.innerHTML).not.toContain('\u202E')
  expect(container.innerHTML.split('⟨U+202E⟩')).toHaveLength(4)
})
