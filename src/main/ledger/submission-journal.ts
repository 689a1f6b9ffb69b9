import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fromFileError } from '../engine/errors.ts'
import type {
  LaterStep,
  PlannedUpload,
  UnfinishedUpload,
  UploadJournal,
} from '../engine/transfers/journal.ts'
import { AppendFile } from './append-file.ts'
import { compactJournal, planLine, readJournal, stepLine } from './journal-line.ts'

/** What opening a journal found. */
export interface OpenedJournal {
  readonly journal: SubmissionJournal
  /** What a former run left, oldest first. */
  readonly unfinished: readonly UnfinishedUpload[]
  /** Where a damaged journal was set aside, or `null`. What of it made sense is in `unfinished` all the same. */
  readonly damagedFile: string | null
}

/**
 * The uploads under way, as one line of JSON a step in a file that only grows and is compacted when it is
 * opened. Each step is on disk before its promise resolves, so a `kill -9` loses none.
 */
export class SubmissionJournal implements UploadJournal {
  readonly #file: AppendFile
  readonly #path: string

  private constructor(file: AppendFile, path: string) {
    this.#file = file
    this.#path = path
  }

  /**
   * Opens the journal at `path`, made where it is missing. One process at a time may have it open.
   * @throws EngineError where the folder cannot be written.
   */
  static async open(path: string): Promise<OpenedJournal> {
    try {
      await mkdir(dirname(path), { recursive: true })
      const { unfinished, damagedLines } = readJournal(await readText(path))
      const damagedFile = damagedLines > 0 ? `${path}.damaged-${Date.now()}` : null
      if (damagedFile !== null) await rename(path, damagedFile)
      const text = compactJournal(unfinished)
      await replaceFile(path, text)
      const handle = await open(path, 'r+')
      const journal = new SubmissionJournal(new AppendFile(handle, Buffer.byteLength(text)), path)
      return { journal, unfinished: [...unfinished.values()], damagedFile }
    } catch (error) {
      throw fromFileError(error, path)
    }
  }

  async plan(upload: PlannedUpload): Promise<void> {
    await this.#append(planLine(upload))
  }

  async advance(id: string, step: LaterStep): Promise<void> {
    if (step !== 'planned') await this.#append(stepLine(id, step))
  }

  /** Writes what waits, then closes; later steps are refused. */
  close(): Promise<void> {
    return this.#file.close()
  }

  async #append(line: string): Promise<void> {
    try {
      await this.#file.append(line)
    } catch (error) {
      throw fromFileError(error, this.#path)
    }
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`
  const handle = await open(fresh, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(fresh, path)
  await flushFolder(dirname(path))
}

async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // Windows cannot open a folder so.
  }
}
