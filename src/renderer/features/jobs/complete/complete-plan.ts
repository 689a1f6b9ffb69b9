import type { GrantedFile, OutgoingFile } from '../../../../shared/files/granted-files.ts'

/** A picked result file and the name to store it under. */
export interface ResultFile {
  readonly granted: GrantedFile
  readonly name: string
}

/** Converts the files to what main expects. An unchanged name is sent as `null`. */
export function outgoing(files: readonly ResultFile[]): OutgoingFile[] {
  return files.map(({ granted, name }) => {
    const given = name.trim()
    return { token: granted.token, name: given === '' || given === granted.name ? null : given, fields: {} }
  })
}
