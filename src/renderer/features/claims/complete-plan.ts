import type { GrantedFile, OutgoingFile } from '../../../shared/ipc/contract.ts'

/** A picked result file with the name it will be stored under. */
export interface ResultFile {
  readonly granted: GrantedFile
  readonly name: string
}

/** The files as main takes them; an unchanged name is left to the file itself. */
export function outgoing(files: readonly ResultFile[]): OutgoingFile[] {
  return files.map(({ granted, name }) => {
    const given = name.trim()
    return { token: granted.token, name: given === '' || given === granted.name ? null : given, fields: {} }
  })
}
