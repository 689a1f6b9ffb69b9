import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a program until it exits. It gets `env`, but none of the user's AWS, rclone or s5cmd settings. */
export async function runCommand(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|RCLONE|S3)_/.test(name))
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...Object.fromEntries(kept), ...env },
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} exited with ${code}: ${errors.slice(-500)}`)
}

/** Returns the version of a program, such as `1.45.11`, or `null` if it is not installed or does not run. */
export async function versionOf(program: string): Promise<string | null> {
  const child = spawn(program, [program === 'aws' ? '--version' : 'version'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const code = await Promise.race([
    once(child, 'close').then(([exit]) => exit as number | null),
    once(child, 'error').then(() => 127),
  ]).catch(() => 127)
  return code === 0 ? (/\d+\.\d+\.\d+/.exec(text)?.[0] ?? null) : null
}
