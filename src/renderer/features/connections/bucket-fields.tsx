import { TextField, type TextFieldProps } from '../../ui/controls/text-field.tsx'

interface BucketFieldsProps {
  /** `keys` or `profile`: whose account the buckets usually belong to. */
  readonly owner: string
  readonly regionHelp: string
  readonly field: (
    name: 'bucketRegion' | 'bucketAccount',
  ) => Pick<TextFieldProps, 'value' | 'error' | 'onChange'>
}

/** The buckets' region and account, if they differ from those of the queues. */
export function BucketFields({ owner, regionHelp, field }: BucketFieldsProps) {
  return (
    <>
      <TextField
        label="Region of the buckets"
        placeholder="found automatically"
        help={regionHelp}
        {...field('bucketRegion')}
      />
      <TextField
        label="Account of the buckets"
        placeholder={`the account of the ${owner}`}
        help="Only if they belong to another account that you trust."
        {...field('bucketAccount')}
      />
    </>
  )
}
