import type { Rival } from '../runner/compare.ts'
import { works } from '../clients/command.ts'

const tools = [
  { program: 'aws', against: 'aws-cli, its start included', module: 'aws-cli' },
  { program: 'rclone', against: 'rclone, its start included', module: 'rclone' },
] as const

/** The command-line tools that are on the PATH and work, as rivals of large transfers. */
export async function toolRivals(does: 'upload' | 'download'): Promise<readonly Rival[]> {
  const found: Rival[] = []
  for (const { program, against, module } of tools) {
    if (!(await works(program))) continue
    found.push({ against, module: `${does}-${module}`, target: null, external: true })
  }
  return found
}
