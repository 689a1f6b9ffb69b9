import { awsCreation, plainCreation, type CreationOptions } from '../../shared/queues/creation-options.ts'
import type { CreationRequest, ExportFormat } from '../../shared/queues/creation.ts'
import type { QueueConfig } from '../../shared/queues/queues.ts'
import { planCreation, type CreationPlan } from '../engine/creation/creation-plan.ts'
import { awsCliScript } from '../engine/creation/exports/aws-cli.ts'
import { cloudFormation } from '../engine/creation/exports/cloudformation.ts'
import { terraform } from '../engine/creation/exports/terraform.ts'
import type { Access } from './access.ts'
import type { StoredConnection } from './stores/settings-store.ts'

type Target = Pick<Access, 'region' | 'bucketRegion' | 's3Endpoint' | 'sqsEndpoint'>

/** Returns the default settings for a connection's new buckets and queues. */
export function defaultCreation({ s3Endpoint, sqsEndpoint }: Target): CreationOptions {
  return s3Endpoint === null && sqsEndpoint === null ? awsCreation : plainCreation
}

/** Plans what is missing. */
export function planFor({ config, options, existing }: CreationRequest, access: Target): CreationPlan {
  const { region, bucketRegion } = access
  return planCreation(config, options, { region, bucketRegion: bucketRegion ?? region, existing })
}

/** Returns the plan as text for another tool. */
export function exportPlan(
  plan: CreationPlan,
  format: ExportFormat,
  { s3Endpoint, sqsEndpoint }: Target,
  record: StoredConnection,
): string {
  switch (format) {
    case 'cloudformation':
      return cloudFormation(plan)
    case 'terraform':
      return terraform(plan)
    default:
      return awsCliScript(plan, {
        profile: record.kind === 'profile' ? record.profile : null,
        s3Endpoint,
        sqsEndpoint,
      })
  }
}

/** Returns the name of the file that an export is saved to. */
export function exportFileName({ name }: QueueConfig, format: ExportFormat): string {
  return { cloudformation: `${name}.template.json`, terraform: `${name}.tf`, 'aws-cli': `create-${name}.sh` }[
    format
  ]
}
