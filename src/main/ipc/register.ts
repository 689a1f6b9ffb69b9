import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { z } from 'zod'
import { firstProblem, listOf } from '../../shared/ipc/bounded.ts'
import { channels, type Channel } from '../../shared/ipc/channels.ts'
import { contract, type Input, type Output, type Reply } from '../../shared/ipc/contract.ts'
import { type GrantResult, grantResult } from '../../shared/files/granted-files.ts'
import { EngineError, toWire } from '../engine/errors/engine-error.ts'
import { type InputLimits, inputProblem, type InputProblem } from '../../shared/ipc/plain-input.ts'
import { limitsOf } from '../../shared/ipc/input-limits.ts'
import { isTrustedSender } from './sender.ts'

/** One handler per channel. A missing handler does not compile. */
export type Handlers = { readonly [C in Channel]: (input: Input<C>) => Promise<Output<C>> }

/** Options of {@link registerHandlers}. */
export interface Registration {
  readonly ipcMain: Pick<IpcMain, 'handle'>
  readonly handlers: Handlers
  readonly isPage: (address: string) => boolean
  /** Exchanges paths from the preload for tokens, on a channel that is hidden from the page. */
  readonly grantFiles: (paths: readonly string[]) => Promise<GrantResult>
  readonly log: (channel: string, error: unknown) => void
}

const grantProcedure = { input: listOf(z.string().max(32_768), 10_000, { min: 0 }), output: grantResult }

/** The messages of some schemas list all possible values. */
const maxHint = 300

const hints: Readonly<Record<InputProblem, string>> = {
  'too-large': 'Send less at once.',
  'not-plain': 'Send only text, numbers, lists and plain objects.',
}

/**
 * Parses the input, runs the call and parses its output. Errors become part of the reply. Never
 * rejects.
 */
async function handle<I, O>(
  channel: string,
  schema: { readonly input: z.ZodType<I>; readonly output: z.ZodType<O> },
  limits: InputLimits,
  input: unknown,
  run: (input: I) => Promise<O>,
  log: Registration['log'],
): Promise<Reply<O>> {
  try {
    const problem = inputProblem(input, limits)
    if (problem !== null) throw badInput(channel, hints[problem])
    const parsed = schema.input.safeParse(input)
    if (!parsed.success) throw badInput(channel, firstProblem(parsed.error))
    return { ok: true, value: schema.output.parse(await run(parsed.data)) }
  } catch (error) {
    const wire = toWire(error)
    if (wire.code !== 'CANCELLED') log(channel, error)
    return { ok: false, error: wire }
  }
}

function badInput(channel: string, hint: string): EngineError {
  return new EngineError('BAD_REQUEST', `The input of ${channel} is invalid.`, {
    hint: hint.slice(0, maxHint),
    retryable: false,
  })
}

const foreignSender: Reply<never> = {
  ok: false,
  error: {
    code: 'FORBIDDEN_SENDER',
    message: 'This call did not come from the Remotejob window.',
    hint: 'Reload the window.',
    retryable: false,
  },
}

/** Registers every channel in the contract. No other code uses `ipcMain`. */
export function registerHandlers({ ipcMain, handlers, isPage, grantFiles, log }: Registration): void {
  const guard =
    <O>(channel: string, run: (input: unknown) => Promise<Reply<O>>) =>
    async (event: IpcMainInvokeEvent, input: unknown): Promise<Reply<O>> => {
      if (isTrustedSender(event, isPage)) return run(input)
      log(channel, new Error(`Refused a call from ${event.senderFrame?.url ?? 'a closed frame'}.`))
      return foreignSender
    }
  const register = <C extends Channel>(channel: C): void => {
    const schema = contract[channel] as unknown as {
      readonly input: z.ZodType<Input<C>>
      readonly output: z.ZodType<Output<C>>
    }
    const limits = limitsOf(schema.input)
    ipcMain.handle(
      channel,
      guard(channel, (input) => handle(channel, schema, limits, input, handlers[channel], log)),
    )
  }
  for (const channel of channels) register(channel)
  const grantLimits = limitsOf(grantProcedure.input)
  ipcMain.handle(
    'files:grant',
    guard('files:grant', (input) =>
      handle('files:grant', grantProcedure, grantLimits, input, grantFiles, log),
    ),
  )
}
