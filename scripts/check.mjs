// @ts-check
import { architectureProblems } from './architecture-folders.mjs'
import { capture } from './setup/command.mjs'
import { prepareTools } from './setup/prepare.mjs'
import { projectFolder, runScript } from './setup/project.mjs'
import { tool } from './setup/tool.mjs'

/** @type {[name: string, tool: Parameters<typeof tool>, args: string[]][]} */
const checks = [
  ['format', ['oxfmt'], ['--check']],
  ['lint', ['oxlint'], ['--type-aware', '--deny-warnings']],
  ['types', ['typescript', 'tsc'], ['-b']],
  ['dead code', ['knip'], []],
  ['dependency rules', ['dependency-cruiser'], ['--config', '.dependency-cruiser.cjs', 'src']],
]

await runScript(async () => {
  await prepareTools()
  let failed = 0
  for (const [name, toolName, args] of checks) {
    const start = performance.now()
    const [node, script] = await tool(...toolName)
    const { code, output } = await capture(node, [script, ...args], { cwd: projectFolder })
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    if (code === 0) {
      console.log(`${name}: ok (${seconds} s)`)
    } else {
      failed += 1
      console.log(`${name}: failed (${seconds} s)\n${output.trimEnd()}`)
    }
  }
  const problems = await architectureProblems()
  if (problems.length > 0) {
    failed += 1
    console.log(
      `architecture: failed\nThe layout in ARCHITECTURE.md does not match:\n  ${problems.join('\n  ')}`,
    )
  } else {
    console.log('architecture: ok')
  }
  return failed > 0 ? 1 : 0
})
