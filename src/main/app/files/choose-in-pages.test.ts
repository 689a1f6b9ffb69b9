import { expect, test } from 'vitest'
import { chooseInPages, type ChoicePage } from './choose-in-pages.ts'

/** Presses buttons, one on each page, and records the pages. */
async function press(count: number, labels: readonly string[]) {
  const options = Array.from({ length: count }, (_, index) => `key ${index + 1}`)
  const pages: ChoicePage[] = []
  const chosen = await chooseInPages(options, async (page) => {
    pages.push(page)
    return page.buttons.indexOf(labels[pages.length - 1] ?? 'Cancel')
  })
  return { chosen, pages }
}

test('a few options fit on one page', async () => {
  const { chosen, pages } = await press(6, ['key 6'])
  expect(chosen).toBe(5)
  expect(pages).toEqual([
    { buttons: ['Cancel', 'key 1', 'key 2', 'key 3', 'key 4', 'key 5', 'key 6'], note: '' },
  ])
})

test('more options continue on further pages, then wrap around', async () => {
  const { chosen, pages } = await press(13, ['More…', 'More…', 'Show First', 'More…', 'key 7'])
  expect(chosen).toBe(6)
  expect(pages.map(({ note }) => note)).toEqual([
    'Choices 1 to 6 of 13.',
    'Choices 7 to 12 of 13.',
    'Choices 13 to 13 of 13.',
    'Choices 1 to 6 of 13.',
    'Choices 7 to 12 of 13.',
  ])
})

test('every page can be cancelled', async () => {
  expect((await press(7, ['More…', 'Cancel'])).chosen).toBeNull()
})

test('hidden characters of an option are visible', async () => {
  let buttons: readonly string[] = []
  await chooseInPages(['prod\u202Etset', 'two\nlines'], async (page) => {
    buttons = page.buttons
    return 0
  })
  expect(buttons).toEqual(['Cancel', 'prod⟨U+202E⟩tset', 'two⟨U+000A⟩lines'])
})
