import { act, renderHook } from '@testing-library/react'
import { expect, it } from 'vitest'
import { useWindowDrop } from './use-window-drop.ts'

/** Moves files over the window. `reads` is called when they are counted. */
function move(
  type: 'dragenter' | 'dragover' | 'dragleave',
  count: number,
  reads: () => void = () => {},
  target: EventTarget = window,
): void {
  const event = new Event(type, { bubbles: true, cancelable: true })
  const dataTransfer = {
    types: ['Files'],
    dropEffect: 'none',
    get items() {
      reads()
      return Array.from({ length: count }, () => ({ kind: 'file' }))
    },
  }
  Object.assign(event, { dataTransfer, relatedTarget: null })
  act(() => void target.dispatchEvent(event))
}

it('counts the files of a drag once, however long it lasts', () => {
  const { result } = renderHook(() => useWindowDrop(() => {}))
  let reads = 0
  const read = (): void => void (reads += 1)
  move('dragenter', 3, read)
  for (let round = 0; round < 10; round += 1) move('dragover', 3, read)
  expect(result.current).toEqual({ count: 3 })
  expect(reads).toBe(1)
  move('dragleave', 3)
  expect(result.current).toBeNull()
  move('dragenter', 5, read)
  expect(result.current).toEqual({ count: 5 })
  expect(reads).toBe(2)
})

it('counts them later if the system hides them at first', () => {
  const { result } = renderHook(() => useWindowDrop(() => {}))
  move('dragenter', 0)
  expect(result.current).toEqual({ count: null })
  move('dragover', 2)
  expect(result.current).toEqual({ count: 2 })
})

function area(kind: string): HTMLElement {
  const element = document.createElement('div')
  element.dataset['fileDropArea'] = kind
  document.body.append(element)
  return element
}

it('stays visible over a drop area with its own zone, but not over others', () => {
  const { result } = renderHook(() => useWindowDrop(() => {}))
  move('dragover', 2, undefined, area('beside'))
  expect(result.current).toEqual({ count: 2 })
  move('dragover', 2, undefined, area(''))
  expect(result.current).toBeNull()
})
