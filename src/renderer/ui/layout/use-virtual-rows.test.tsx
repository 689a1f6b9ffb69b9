import '../../testing/fake-layout.ts'
import { act, renderHook, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'
import { useVirtualRows } from './use-virtual-rows.ts'

function scrollable() {
  const element = document.createElement('div')
  Object.defineProperty(element, 'clientHeight', { value: 320 })
  return element
}

function render(total: number) {
  const element = scrollable()
  const hook = renderHook(
    (props: { readonly total: number }) => {
      const rows = useVirtualRows(props.total, 32, 0)
      rows.scroll.current ??= element
      return rows
    },
    { initialProps: { total } },
  )
  hook.rerender({ total })
  const scrollTo = (top: number): void => {
    element.scrollTop = top
    act(() => hook.result.current.onScroll())
  }
  return { rows: () => hook.result.current, scrollTo }
}

it('renders the visible rows, and a few more once they are on screen', async () => {
  const { rows, scrollTo } = render(1_000)
  expect([rows().first, rows().last]).toEqual([0, 10])
  await waitFor(() => expect(rows().last).toBe(16))
  scrollTo(3_200)
  expect(rows().firstVisible).toBe(100)
  expect([rows().first, rows().last]).toEqual([94, 116])
  expect(rows().topOf(100)).toBe(3_200)
})

it('reaches the last of ten million rows, although the element is not that tall', () => {
  const { rows, scrollTo } = render(10_000_000)
  expect(rows().height).toBe(33_000_000)
  scrollTo(33_000_000 - 320)
  expect(rows().last).toBe(9_999_999)
  const { last, topOf } = rows()
  expect(topOf(last) - topOf(last - 1)).toBe(32)
  expect(topOf(last)).toBeLessThanOrEqual(33_000_000)
})

it('keeps each of a million rows in its place while scrolling', () => {
  const { rows, scrollTo } = render(1_000_000)
  scrollTo(16_000_000)
  expect(rows().topOf(500_001)).toBe(500_001 * 32)
  scrollTo(16_000_100)
  expect(rows().topOf(500_001)).toBe(500_001 * 32)
})
