import type { ExternalContender } from '../runner/compare.ts'
import type { Target } from '../report/result.ts'
import { versionOf } from './command.ts'

const atLeast = (value: number): Target => ({ sign: '≥', value, of: 'ratio' })

/** A command-line tool with its targets. Without a target, it does not run this workload. */
interface Tool {
  readonly program: string
  readonly name: string
  /** The suffix of its modules' names in `contenders/`. */
  readonly module: string
  readonly targets: Readonly<Partial<Record<Workload, Target | null>>>
}

/** `files` copies the small files without messages. */
type Workload = 'upload' | 'download' | 'files'

const tools: readonly Tool[] = [
  {
    program: 'aws',
    name: 'aws-cli',
    module: 'aws-cli',
    targets: { upload: null, download: atLeast(2.5) },
  },
  {
    program: 'rclone',
    name: 'rclone',
    module: 'rclone',
    targets: { upload: null, download: atLeast(1), files: null },
  },
  {
    program: 's5cmd',
    name: 's5cmd',
    module: 's5cmd',
    targets: { upload: atLeast(1.6), download: atLeast(1), files: atLeast(1.15) },
  },
]

/** Simultaneous transfers of small files, for tools that have such a setting. */
const parallel = 32

/** Returns the working command-line tools on the PATH, as rivals. */
export async function cliContenders(workload: Workload): Promise<readonly ExternalContender[]> {
  const found: ExternalContender[] = []
  for (const { program, name, module, targets } of tools) {
    const target = targets[workload]
    if (target === undefined) continue
    const version = await versionOf(program)
    if (version === null) continue
    const suffix = workload === 'files' ? 'files only, including startup' : 'including startup'
    const against = `${name} ${version}, ${suffix}`
    found.push({ against, module: `tools/${workload}-${module}`, parallel, target, external: true })
  }
  return found
}
