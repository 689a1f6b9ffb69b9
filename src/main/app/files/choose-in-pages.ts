import { visibleText } from '../../../shared/texts/hidden-text.ts'

/** The maximum number of choices in one native dialog. More buttons do not fit on a small screen. */
const pageSize = 6

/** One page of a choice. The first button cancels. `note` describes the page. */
export interface ChoicePage {
  readonly buttons: readonly string[]
  /** Empty if there is only one page. */
  readonly note: string
}

/**
 * Asks for one of any number of options, in pages that fit in a dialog. `ask` shows a page and
 * returns the index of the pressed button. Returns the index of the option, or `null` if the user
 * cancels.
 */
export async function chooseInPages(
  options: readonly string[],
  ask: (page: ChoicePage) => Promise<number>,
): Promise<number | null> {
  for (let first = 0; ;) {
    const page = options.slice(first, first + pageSize)
    const end = first + page.length
    const isOnly = page.length === options.length
    const turn = isOnly ? [] : [end < options.length ? 'More…' : 'Show First']
    const pressed = await ask({
      // An option may come from a pasted text.
      buttons: ['Cancel', ...page.map((option) => visibleText(option, true)), ...turn],
      note: isOnly ? '' : `Choices ${first + 1} to ${end} of ${options.length}.`,
    })
    if (pressed <= 0) return null
    if (pressed <= page.length) return first + pressed - 1
    first = end < options.length ? end : 0
  }
}
