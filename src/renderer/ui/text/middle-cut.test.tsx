import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { MiddleCut } from './middle-cut.tsx'

it('keeps the end visible, and gives screen readers the whole name once', () => {
  const { container } = render(<MiddleCut text="DJI_rooftop_evening_0042.mp4" />)
  const spoken = [...container.querySelectorAll('bdi > span:not([aria-hidden])')].map(
    (part) => part.textContent,
  )
  expect(spoken).toEqual(['DJI_rooftop_evening_0042.mp4'])
  const shown = [...container.querySelectorAll('bdi > span[aria-hidden]')].map((part) => part.textContent)
  expect(shown).toEqual(['DJI_rooftop_evening', '_0042.mp4'])
  expect(screen.getByTitle('DJI_rooftop_evening_0042.mp4')).toBeTruthy()
})

it("shows a name's tabs and line breaks", () => {
  const { container, unmount } = render(<MiddleCut text={'invoice.pdf\t\t\t\n.exe'} />)
  expect(container.querySelector('[title="This name has hidden characters."]')).not.toBeNull()
  expect(container.textContent).toContain('U+0009 U+0009 U+0009 U+000A')
  unmount()
})

it('marks a name with hidden characters, and never shows them raw', () => {
  const { container } = render(<MiddleCut text={'a photo of the summer \u202Egpj.exe'} />)
  expect(container.innerHTML).not.toContain('\u202E')
  expect(screen.getByTitle('This name has hidden characters.')).toBeTruthy()
  expect(container.textContent).toContain('U+202E')
  expect(container.querySelector('bdi > span:nth-child(3)')?.textContent).toBe('gpj.exe')
})
