import type { Contender, ContenderInput } from '../../runner/contender.ts'
import { rcloneCopyFiles } from '../../clients/rclone.ts'

/** See rcloneCopyFiles. */
export function open(input: ContenderInput): Promise<Contender> {
  return rcloneCopyFiles(input)
}
