import { createEvent, fireEvent } from '@testing-library/react'

export function files(...names: readonly string[]): File[] {
  return names.map((name) => new File(['payload'], name))
}

/** The data of a drag with files. */
export function dragData(list: readonly File[]) {
  return {
    types: ['Files'],
    files: list,
    items: list.map(() => ({ kind: 'file' })),
    dropEffect: 'none',
  }
}

/** Drops files on the window. Returns false if the page has handled it. */
export function drop(list: readonly File[], altKey = false): boolean {
  const event = createEvent.drop(document.body, { dataTransfer: dragData(list) })
  // jsdom has no DragEvent, so `altKey` must be defined here.
  Object.defineProperty(event, 'altKey', { value: altKey })
  return fireEvent(document.body, event)
}
