import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clientSnippet } from '../../src/main/local-service/process/client-snippets.ts'
import type { LocalTarget } from '../../src/main/local-service/process/environment-lines.ts'
import type { Outcome } from '../table.ts'
import { outcomeOf } from '../table.ts'
import { runAfterSnippet, cleanEnvironment, inFolder, outcomesOf } from './checks.ts'
import { what } from './what.ts'

/** Runs boto3 with its snippet. */
export function tryBoto3(
  { python }: { readonly python: string },
  local: LocalTarget,
): Promise<Map<string, Outcome>> {
  return inFolder(async (folder) => {
    const snippet = join(folder, 'snippet.py')
    await writeFile(snippet, clientSnippet('boto3', local))
    const args = [join(import.meta.dirname, 'boto3_checks.py'), snippet, JSON.stringify(what)]
    const calls = `import boto3; boto3.client('s3').list_buckets(); boto3.client('sqs').list_queues()`
    const lines = await outcomeOf(
      async () => void (await runAfterSnippet(local, folder, `'${python}' -c "${calls}"`)),
    )
    return new Map([[what.lines, lines], ...(await outcomesOf(python, args, cleanEnvironment(folder)))])
  })
}
