import { type SavedViewState, viewState } from '../../../shared/view-state.ts'
import { JsonFile } from './json-file.ts'

/**
 * The window's persisted state: views, filters, selections. It has its own file, because it
 * changes often and is expendable.
 */
export class ViewStateStore {
  readonly #file: JsonFile<SavedViewState>

  constructor(path: string) {
    this.#file = new JsonFile<SavedViewState>(path, viewState, {})
  }

  /** Returns the stored state. Empty if the file is missing, damaged, or cannot be read. */
  async read(): Promise<SavedViewState> {
    try {
      return (await this.#file.read()).value
    } catch {
      return {}
    }
  }

  write(state: SavedViewState): Promise<void> {
    return this.#file.write(state)
  }
}
