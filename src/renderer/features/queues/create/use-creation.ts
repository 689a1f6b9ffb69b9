import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import {
  kmsKeyProblem,
  plainCreation,
  type CreationOptions,
} from '../../../../shared/queues/creation-options.ts'
import type { CreationOutcome, CreationRequest, PlannedResource } from '../../../../shared/queues/creation.ts'
import type { QueueConfig, QueueResource } from '../../../../shared/queues/queues.ts'
import { createJobQueue, creationDefaultsQuery, creationPlanQuery } from '../../../queries/queues/creation.ts'

/** The plan for a job queue, and the function to carry it out. */
export interface Creation {
  /** `null` until the usual settings are known. */
  readonly options: CreationOptions | null
  readonly kmsKey: string
  readonly kmsKeyError: string | null
  /** `null` while an option is missing. */
  readonly request: CreationRequest | null
  readonly plan: readonly PlannedResource[]
  readonly outcome: CreationOutcome | null
  readonly isPending: boolean
  readonly error: Error | null
  change(change: Partial<CreationOptions>): void
  setKmsKey(text: string): void
  create(onCreated: () => void): void
  /** Forgets the outcome. */
  reset(): void
}

/**
 * Plans a job queue's missing parts. `found` is what exists. `null` means not checked, or nothing is
 * missing.
 */
export function useCreation(
  connectionId: string,
  config: QueueConfig,
  found: readonly QueueResource[] | null,
): Creation {
  const [changes, setChanges] = useState<Partial<CreationOptions>>({})
  const [typedKey, setKmsKey] = useState<string | null>(null)
  const { mutate, data, variables, isPending, error, reset } = useMutation(createJobQueue())
  const defaults = useQuery({
    ...creationDefaultsQuery(connectionId, config),
    enabled: found !== null,
  })
  const options = defaults.data === undefined ? null : { ...defaults.data.options, ...changes }
  const kmsKey = typedKey ?? defaults.data?.options.kmsKey ?? ''
  const isKms = options?.encryption === 'kms'
  const kmsKeyError = isKms ? kmsKeyProblem(kmsKey.trim()) : null
  const request =
    options === null || found === null || kmsKeyError !== null
      ? null
      : {
          config,
          options: { ...options, kmsKey: isKms ? kmsKey.trim() : null },
          existing: [
            ...found.filter(({ state }) => state !== 'missing').map(({ name }) => name),
            ...(defaults.data?.deadLettersExist ? [`${config.name}-dead`] : []),
          ],
        }
  const plan = useQuery({
    // Nothing is sent until there are options.
    ...creationPlanQuery(connectionId, request ?? { config, options: plainCreation, existing: [] }),
    enabled: request !== null,
  })
  return {
    options,
    kmsKey,
    kmsKeyError: kmsKey === '' ? null : kmsKeyError,
    request,
    plan: request === null ? [] : (plan.data ?? []),
    // The outcome for another name does not apply.
    outcome: JSON.stringify(variables?.config) === JSON.stringify(config) ? (data ?? null) : null,
    isPending,
    error: defaults.error ?? plan.error ?? error,
    change(change) {
      reset()
      setChanges({ ...changes, ...change })
    },
    setKmsKey,
    reset,
    create(onCreated) {
      if (request === null) return
      mutate(request, {
        onSuccess: ({ failed }) => {
          if (failed === null) onCreated()
        },
      })
    },
  }
}
