import type { Contender, ContenderInput } from '../../runner/contender.ts'
import { s5cmdCopyFiles } from '../../clients/s5cmd.ts'

/** See s5cmdCopyFiles. */
export function open(input: ContenderInput): Promise<Contender> {
  return s5cmdCopyFiles(input)
}
