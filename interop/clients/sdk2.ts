import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { clientSnippet } from '../../src/main/local-service/process/client-snippets.ts'
import type { LocalTarget } from '../../src/main/local-service/process/environment-lines.ts'
import type { Outcome } from '../table.ts'
import { usedEnvironment, inFolder, outcomesOf } from './checks.ts'
import { what } from './what.ts'

/** Runs aws-sdk 2, the SDK that remotejob uses, with its snippet. */
export function trySdk2(
  { package: folderOfSdk }: { readonly package: string },
  local: LocalTarget,
): Promise<Map<string, Outcome>> {
  return inFolder(async (folder) => {
    const snippet = join(folder, 'snippet.cjs')
    await writeFile(snippet, clientSnippet('aws-sdk-2', local))
    const args = [join(import.meta.dirname, 'sdk2-checks.cjs'), snippet, JSON.stringify(what)]
    const env = {
      ...usedEnvironment(folder),
      NODE_PATH: dirname(folderOfSdk),
      NODE_NO_WARNINGS: '1',
      AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
    }
    return outcomesOf(process.execPath, args, env)
  })
}
