import { randomUUID } from 'node:crypto'
import { access, constants, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { EngineError, toWire } from '../engine/errors/engine-error.ts'
import { fromFileError } from '../engine/errors/file-errors.ts'
import { walkFolder } from '../engine/files/walk-folder.ts'
import { mapConcurrent } from '../engine/async/map-concurrent.ts'
import type { FileToUpload } from '../engine/transfers/file-to-upload.ts'
import type { GrantedFile, GrantResult } from '../../shared/ipc/contract.ts'

const looksAtOnce = 64

/** A file behind a token, without what the user may add to it. */
export type ChosenFile = Required<Omit<FileToUpload, 'fields'>>

interface Grant {
  readonly path: string
  readonly files: readonly ChosenFile[]
}

/** The paths of the files that the user chose. The page gets tokens; only the engine gets paths. */
export class FileGrants {
  readonly #grants = new Map<string, Grant>()

  /** Checks each path and creates a token for it, or returns the reason why not. */
  async grant(paths: readonly string[]): Promise<GrantResult> {
    const refused: GrantResult['refused'] = []
    const granted = await mapConcurrent(paths, looksAtOnce, async (path) => {
      const name = basename(path) || path
      try {
        return await this.#grantOne(path, name, refused)
      } catch (error) {
        refused.push({ name: name === '' ? 'A dropped item' : name, error: toWire(error) })
        return null
      }
    })
    return { files: granted.filter((file) => file !== null), refused }
  }

  /** The files behind a token. A folder stands for all of its files. */
  resolve(token: string): readonly ChosenFile[] {
    const grant = this.#grants.get(token)
    if (grant === undefined) {
      throw new EngineError('FILE_NOT_FOUND', 'That file is no longer selected.', {
        hint: 'Drop or pick it again.',
        retryable: false,
      })
    }
    return grant.files
  }

  revoke(tokens: readonly string[]): void {
    for (const token of tokens) this.#grants.delete(token)
  }

  async #grantOne(path: string, name: string, unreadable: GrantResult['refused']): Promise<GrantedFile> {
    if (path === '') {
      throw new EngineError('FILE_NOT_FOUND', 'What was dropped is not a file on this computer.', {
        hint: 'Save it to a folder first, then drop it from there.',
        retryable: false,
      })
    }
    const token = randomUUID()
    try {
      const info = await stat(path)
      if (info.isDirectory()) {
        const files: ChosenFile[] = []
        for await (const entry of walkFolder(path)) {
          if (entry.kind === 'unreadable')
            unreadable.push({ name: `${name}/${entry.relativePath}`, error: toWire(entry.error) })
          else
            files.push({
              path: entry.path,
              name: basename(entry.path),
              relativePath: `${name}/${entry.relativePath}`,
              bytesTotal: entry.size,
            })
        }
        this.#grants.set(token, { path, files })
        return { token, name, kind: 'folder', size: null, files: files.length }
      }
      await access(path, constants.R_OK)
      this.#grants.set(token, { path, files: [{ path, name, relativePath: null, bytesTotal: info.size }] })
      return { token, name, kind: 'file', size: info.size, files: 1 }
    } catch (error) {
      throw fromFileError(error, path)
    }
  }
}
